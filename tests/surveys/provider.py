"""A provider of accounts as a city has one: OpenID Connect over HTTP, with real keys, codes and signed tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY, FOREIGN_KEY = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}) for kid in ("k1", "k1"))
NEXT_KEY = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig", "alg": "RS256"})


def unsigned(claims: dict[str, Any]) -> str:
    """A token that nobody has signed."""
    return ".".join(_part(part) for part in ({"alg": "none", "typ": "JWT"}, claims)) + "."


def _part(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


class Provider:
    """`who`: the claims of whoever signs in next. `bend`: claims that are otherwise than they should be.

    `key`: what it signs with. `sign`: how a token is made where not by that. `asked`: the paths that were asked for.
    """

    client_id, secret = "yorisoi-nishi", "a-secret:with%signs"

    def __init__(self) -> None:
        self.who: dict[str, Any] = {}
        self.bend: dict[str, Any] = {}
        self.document: dict[str, Any] = {}
        self.key, self.shown = KEY, [KEY]
        self.sign: Any = None
        self.broken = False
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/city"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

            def _answer(self, status: int, body: Any = None, **heads: str) -> None:
                text = json.dumps(body).encode()
                self.send_response(status)
                for name, value in heads.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                provider.asked.append(parts.path)
                if provider.broken:
                    return self._answer(503)
                if parts.path == "/city/.well-known/openid-configuration":
                    return self._answer(200, provider.metadata())
                if parts.path == "/city/keys":
                    return self._answer(200, {"keys": [key.as_dict(private=False) for key in provider.shown]})
                if parts.path == "/city/authorize":
                    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                    return self._answer(302, Location=provider.authorize(asked))
                return self._answer(404)

            def do_POST(self) -> None:
                provider.asked.append(urlsplit(self.path).path)
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                given = {name: values[0] for name, values in sent.items()}
                answer = provider.token(given, self.headers.get("Authorization", ""))
                return self._answer(200, answer) if answer else self._answer(400, {"error": "invalid_grant"})

        return Handler

    def metadata(self) -> dict[str, Any]:
        """The discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/out",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            **self.document,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Let `who` in at once; return where to go back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client_id
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def token(self, given: dict[str, str], head: str) -> dict[str, Any] | None:
        """Give tokens for a code, once, to whoever knows secret and verifier."""
        asked = self.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest()).decode()
        known = given.get("client_secret") == self.secret or base64.b64decode(head.partition(" ")[2]) == (
            b"yorisoi-nishi:a-secret%3Awith%25signs"
        )
        if asked is None or not known or challenge.rstrip("=") != asked["code_challenge"]:
            return None
        if given.get("redirect_uri") != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            **self.who, **self.bend,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        made = self.sign(claims) if self.sign else jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": made}


def by_public_key(claims: dict[str, Any]) -> str:
    """A token sealed with the public key as if it were a shared secret."""
    said = ".".join(_part(part) for part in ({"alg": "HS256", "kid": "k1"}, claims))
    made = hmac.digest(KEY.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


def goes_to(address: str) -> str:
    """Ask for an address as a browser does; return where it sends the browser."""
    try:
        urllib.request.build_opener(_Stays).open(address, timeout=5).close()
    except urllib.error.HTTPError as answer:
        with answer:
            return str(answer.headers["Location"])
    raise AssertionError("sent nowhere")
