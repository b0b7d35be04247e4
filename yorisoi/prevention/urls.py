"""Addresses of prevention."""
app_name = "prevention"
urlpatterns: list = []
