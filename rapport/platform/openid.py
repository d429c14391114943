"""What OpenID Connect asks of whoever relies on a provider: finding its addresses, and judging what it signed.

Every request goes through the guarded client, so an issuer that somebody typed in cannot name a neighbour of ours.
"""

from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rapport.platform import signing

if TYPE_CHECKING:  # loaded by whoever signs in this way: see tests/house/test_small_processes.py
    import httpx
    import jwt

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# By the kind of a key, so that no key serves for an algorithm it was not made for; shared secrets sign nothing here.
ALGORITHMS = {
    "RSA": ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
    "EC": ["ES256", "ES384", "ES512"],
    "OKP": ["EdDSA"],
}
CLOCKS_DIFFER = 60
LONGEST = 255


class Why(StrEnum):
    """What went wrong, for a page to say in words."""

    UNREACHABLE = "unreachable"
    NO_PROVIDER = "no_provider"
    OTHER_ISSUER = "other_issuer"
    INSECURE = "insecure"
    REFUSED = "refused"
    BAD_TOKEN = "bad_token"  # noqa: S105  # a word, no password


class OpenIdProblem(Exception):
    """The provider does not do what is needed; `detail` is for people who run the desk."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(detail or why)
        self.why, self.detail = why, detail[:200]


class Session:
    """The guarded client in the shape that the sign-in library expects, with one kind of error."""

    def __init__(self) -> None:
        from rapport.platform import outbound

        self._client = outbound.client()

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def request(self, method: str, url: str, **named: Any) -> "httpx.Response":
        """Follows a redirect only when nothing secret was sent along."""
        import httpx

        from rapport.platform import outbound

        try:
            return self._client.request(method, url, **{"follow_redirects": method == "GET", **named})
        except (httpx.HTTPError, httpx.InvalidURL, outbound.Refused) as error:
            raise OpenIdProblem(Why.UNREACHABLE, str(error)) from error

    def get(self, url: str, **named: Any) -> "httpx.Response":
        return self.request("GET", url, **named)


def discover(issuer: str) -> dict[str, Any]:
    """What the provider says of itself; its issuer is the one that was asked, but for a slash at the end."""
    config = _told(issuer.rstrip("/") + WELL_KNOWN, wrong=Why.NO_PROVIDER)
    said = config.get("issuer")
    if not isinstance(said, str) or said.rstrip("/") != issuer.rstrip("/"):
        raise OpenIdProblem(Why.OTHER_ISSUER, str(said))
    for name in ENDPOINTS:
        if not isinstance(config.get(name), str):
            raise OpenIdProblem(Why.NO_PROVIDER, name)
        if not config[name].startswith("https://"):
            raise OpenIdProblem(Why.INSECURE, config[name])
    return config


def claims_of(token: str, *, config: dict[str, Any], audience: str) -> dict[str, Any]:
    """What an ID token says, once signature, issuer, audience and time are right."""
    import jwt

    try:
        kid = jwt.get_unverified_header(token).get("kid")
        keys = jwt.PyJWKSet.from_dict(_told(config["jwks_uri"], wrong=Why.BAD_TOKEN)).keys
    except jwt.PyJWTError as error:
        raise OpenIdProblem(Why.BAD_TOKEN, str(error)) from error
    for key in keys:
        if kid not in (None, key.key_id) or key.public_key_use not in (None, "sig"):
            continue
        try:
            claims = _decoded(token, key, issuer=config["issuer"], audience=audience)
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.InvalidKeyError):
            continue
        except jwt.PyJWTError as error:
            raise OpenIdProblem(Why.BAD_TOKEN, str(error)) from error
        return _addressed(claims, audience)
    raise OpenIdProblem(Why.BAD_TOKEN, "no key of the provider made this signature")


def _decoded(token: str, key: "jwt.PyJWK", *, issuer: str, audience: str) -> dict[str, Any]:
    import jwt

    return jwt.decode(
        token,
        key.key,
        algorithms=ALGORITHMS.get(str(key.key_type), []),
        issuer=issuer,
        audience=audience,
        leeway=CLOCKS_DIFFER,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )


def _addressed(claims: dict[str, Any], audience: str) -> dict[str, Any]:
    """A token for several is ours only if it says that we asked for it."""
    others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if others else audience) != audience:
        raise OpenIdProblem(Why.BAD_TOKEN, "it was made for somebody else")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST:
        raise OpenIdProblem(Why.BAD_TOKEN, "it names nobody")
    return claims


def with_details(claims: dict[str, Any], access_token: str, *, config: dict[str, Any]) -> dict[str, Any]:
    """The claims, and what the provider tells on asking when the token itself names no address."""
    if "email" in claims or not isinstance(config.get("userinfo_endpoint"), str):
        return claims
    headers = {"Authorization": f"Bearer {access_token}"}
    told = _told(config["userinfo_endpoint"], wrong=Why.BAD_TOKEN, headers=headers, follow_redirects=False)
    if told.get("sub") != claims["sub"]:
        raise OpenIdProblem(Why.BAD_TOKEN, "the details are somebody else's")
    return told | claims


def is_answer_to(claims: dict[str, Any], nonce: str) -> bool:
    """Whether the token was made for this one attempt to sign in."""
    said = claims.get("nonce")
    return isinstance(said, str) and bool(nonce) and signing.same(said, nonce)


def _told(url: str, *, wrong: Why, **named: Any) -> dict[str, Any]:
    with Session() as session:
        response = session.get(url, **named)
    try:
        found = response.json() if response.status_code == 200 else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise OpenIdProblem(wrong, f"{response.status_code}")
    return found
