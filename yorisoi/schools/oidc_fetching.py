"""What is asked of a provider of accounts: its discovery document, its keys, a token. Briefly, and never for long.

The question holds a worker, so a provider that does not answer is left alone for a while (`REST`): whoever comes then
is told at once to use the card.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, import_key

from yorisoi.schools.oidc_settings import Account, NotSignedIn, is_safe

log = logging.getLogger("yorisoi.oidc")
PATIENCE = 4.0  # seconds for one answer
REST = 20.0  # seconds for which a provider that did not answer is not asked
FRESH = 3600.0  # seconds for which its document and keys are good
AGAIN = 30.0  # seconds between two looks for a key that is not there
LARGEST = 512 * 1024


class _NoWayRound(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


_open = build_opener(_NoWayRound).open
_kept: dict[tuple[str, str], tuple[float, Any]] = {}
_resting: dict[str, float] = {}
_lock = threading.Lock()


def forget() -> None:
    """Forget all that was fetched (tests, and `yorisoi doctor`)."""
    with _lock:
        _kept.clear()
        _resting.clear()


def _ask(account: Account, address: str, body: bytes | None = None, heads: Mapping[str, str] | None = None) -> Any:
    """Return the JSON that stands at an address of this provider."""
    if not is_safe(address):
        raise NotSignedIn("refused", "an address without TLS")
    if _resting.get(account.issuer, 0.0) > time.monotonic():
        raise NotSignedIn("away")
    asked = Request(address, data=body, headers={"Accept": "application/json", **(heads or {})})  # noqa: S310 - is_safe
    try:
        with _open(asked, timeout=PATIENCE) as answer:
            text = answer.read(LARGEST + 1)
    except HTTPError as error:
        error.close()
        if error.code >= 500:
            _resting[account.issuer] = time.monotonic() + REST
            raise NotSignedIn("away", f"status {error.code}") from None
        raise NotSignedIn("refused", f"status {error.code}") from None
    except (URLError, OSError, HTTPException, ValueError) as error:
        _resting[account.issuer] = time.monotonic() + REST
        raise NotSignedIn("away", type(error).__name__) from None
    try:
        found = json.loads(text) if len(text) <= LARGEST else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotSignedIn("refused", "an answer that is no document")
    return found


def _keep(account: Account, what: str, make: Callable[[], Any], *, older: float = FRESH) -> Any:
    key = (account.issuer, what)
    kept = _kept.get(key)
    if kept is None or time.monotonic() - kept[0] > older:
        kept = time.monotonic(), make()
        with _lock:
            _kept[key] = kept
    return kept[1]


def metadata(account: Account) -> Any:
    """Return the provider's discovery document; it must be the document of this very issuer."""

    def fetched() -> Mapping[str, Any]:
        found = _ask(account, get_well_known_url(account.issuer, external=True))
        if found.get("issuer") != account.issuer:
            raise NotSignedIn("refused", "the document is another issuer's")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_safe(found.get(name)):
                raise NotSignedIn("refused", f"the document has no {name}")
        return OpenIDProviderMetadata(found)

    return _keep(account, "metadata", fetched)


def keys(account: Account, kid: object) -> KeySet:
    """Return the provider's public keys, fetched anew for a key that is not among them."""

    def fetched() -> KeySet:
        rows = _ask(account, metadata(account)["jwks_uri"]).get("keys")
        found = []
        for row in rows if isinstance(rows, list) else ():
            try:
                if row.get("kty") in {"RSA", "EC"} and row.get("use", "sig") == "sig":
                    found.append(import_key({name: value for name, value in row.items() if name != "x5c"}))
            except (JoseError, ValueError, TypeError, AttributeError):
                continue  # a kind of key that we do not know
        if not found:
            raise NotSignedIn("refused", "the provider shows no key")
        return KeySet(found)

    known: KeySet = _keep(account, "keys", fetched)
    if kid and all(key.kid != kid for key in known.keys):
        known = _keep(account, "keys", fetched, older=AGAIN)
    return known


def token(account: Account, *, code: str, verifier: str, back: str) -> Any:
    """Give the code (with the secret and the verifier of PKCE) for the tokens; return the answer."""
    found = metadata(account)
    heads = {"Content-Type": "application/x-www-form-urlencoded"}
    more = {"client_id": account.client_id, "client_secret": account.secret}
    if "client_secret_post" not in found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        pair = f"{quote(account.client_id, safe='')}:{quote(account.secret, safe='')}"
        heads["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        del more["client_secret"]
    body = prepare_token_request("authorization_code", code=code, redirect_uri=back, code_verifier=verifier, **more)
    return _ask(account, found["token_endpoint"], body.encode(), heads)
