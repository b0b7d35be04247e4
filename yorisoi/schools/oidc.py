"""Sign-in of pupils by the city's account: OpenID Connect's code flow with PKCE, state and nonce (Authlib, joserfc).

Nothing of it is stored: what must come back stands in a signed cookie of ten minutes, and who came is known only to
the page that answers (docs/decisions/0023-the-citys-account-and-a-page-without-net.md).
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from django.core import signing
from django.utils.crypto import constant_time_compare
from joserfc import jwt
from joserfc.errors import JoseError

from yorisoi.schools import oidc_fetching as fetching
from yorisoi.schools.oidc_settings import GOOGLE, TTL, Account, NotSignedIn, is_safe

LEEWAY = 60  # seconds by which clocks may differ
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]  # never "none", never one with a shared secret
SALT = "yorisoi.oidc.started.v1"
_spent: dict[str, float] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Started:
    """What the sign-in that was begun in this browser must come back with. school: its slug."""

    school: str
    issuer: str
    state: str
    nonce: str
    verifier: str

    def sealed(self) -> str:
        """Return it as the cookie holds it."""
        return signing.dumps(asdict(self), salt=SALT)

    @classmethod
    def opened(cls, cookie: str) -> Started:
        """Read the cookie back, or raise NotSignedIn."""
        try:
            return cls(**signing.loads(cookie, salt=SALT, max_age=TTL))
        except (signing.BadSignature, TypeError, ValueError):
            raise NotSignedIn("stale") from None


def begin(account: Account, *, school: str, back: str) -> tuple[str, Started]:
    """Return where to send the browser, and what it must come back with. back: our own address, as registered."""
    found = fetching.metadata(account)
    started = Started(school, account.issuer, *(secrets.token_urlsafe(size) for size in (24, 24, 48)))
    scope = {"sub": "openid", "email": "openid email"}.get(account.find_by, "openid profile")
    address = prepare_grant_uri(
        found["authorization_endpoint"],
        account.client_id,
        "code",
        redirect_uri=back,
        scope=scope,
        state=started.state,
        nonce=started.nonce,
        code_challenge=create_s256_code_challenge(started.verifier),
        code_challenge_method="S256",
        prompt=account.prompt,
        hd=account.domain if account.issuer == GOOGLE else None,
    )
    return address, started


def finish(account: Account, *, started: Started, school: str, said: Mapping[str, str], back: str) -> str:
    """Return the name of the account that signed in, as the roster has it, or raise NotSignedIn.

    said: the fields of the address by which the browser came back.
    """
    if (started.school, started.issuer) != (school, account.issuer):
        raise NotSignedIn("refused", "begun at another school or provider")
    if not constant_time_compare(said.get("state", ""), started.state):
        raise NotSignedIn("stale", "another state")
    if said.get("iss", account.issuer) != account.issuer:
        raise NotSignedIn("refused", "the answer is another issuer's")
    _once(started.state)
    if "error" in said or not said.get("code"):
        raise NotSignedIn("stale")  # declined, or given up
    tokens = fetching.token(account, code=said["code"], verifier=started.verifier, back=back)
    claims = _claims(account, tokens, started.nonce)
    return _named(account, claims)


def _once(state: str) -> None:
    """A state counts once, also for whoever kept the cookie."""
    now = time.time()
    with _lock:
        for old in [each for each, until in _spent.items() if until < now]:
            del _spent[old]
        if state in _spent:
            raise NotSignedIn("stale", "a state for the second time")
        _spent[state] = now + TTL


def _claims(account: Account, tokens: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
    """Return what the id token says, if the provider signed it, for us, for this sign-in, just now."""
    given = tokens.get("id_token")
    if not isinstance(given, str):
        raise NotSignedIn("refused", "no id token")
    try:
        read = jwt.decode(given, lambda sealed: fetching.keys(account, sealed.headers().get("kid")), ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            options={
                "iss": {"essential": True, "value": account.issuer},
                "aud": {"essential": True, "value": account.client_id},
                "nonce": {"essential": True, "value": nonce},
                "exp": {"essential": True},
                "iat": {"essential": True},
            },
            params={
                "nonce": nonce, "client_id": account.client_id, "access_token": tokens.get("access_token"),
            },
        )  # fmt: skip
        claims.validate(leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotSignedIn("refused", f"the id token: {type(error).__name__}") from None
    return claims


def _named(account: Account, claims: Mapping[str, Any]) -> str:
    """Return the claim by which this provider's children are found, if it can be relied on."""
    name = claims.get(account.find_by)
    if not isinstance(name, str) or not name.strip():
        raise NotSignedIn("refused", f"no {account.find_by}")
    if account.find_by == "email" and claims.get("email_verified") not in {True, "true"}:
        raise NotSignedIn("refused", "an address that nobody has confirmed")
    if account.domain:
        listed = claims.get("hd")
        if listed is None and account.issuer != GOOGLE:
            listed = name.rpartition("@")[2] if "@" in name else account.domain
        if str(listed).casefold() != account.domain:
            raise NotSignedIn("refused", "an account of another domain")
    return name.strip()


def way_out(account: Account, *, then: str) -> str:
    """Return where one leaves the account itself ("" where nobody says it). then: where to come back to."""
    if account.leave:
        return account.leave
    try:
        address = fetching.metadata(account).get("end_session_endpoint")
    except NotSignedIn:
        return ""
    if not is_safe(address):
        return ""
    return add_params_to_uri(address, [("client_id", account.client_id), ("post_logout_redirect_uri", then)])
