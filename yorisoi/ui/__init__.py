"""The look: base templates, components, tokens, forms, and the styleguide that shows them."""
