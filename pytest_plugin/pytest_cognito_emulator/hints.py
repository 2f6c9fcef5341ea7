"""Names that many try first, and what to take in their place."""

from __future__ import annotations

from cognito_emulator.hints import for_each

#: On a `Cognito`.
COGNITO = for_each(
    {
        "user_pool_id userpool_id id": "it is pool_id",
        "user_pool_client_id app_client_id userpool_client_id": "it is client_id",
        "user_pool_client_secret app_client_secret secret": "it is client_secret",
        "pool_arn user_pool_arn arn": (
            "it is call('DescribeUserPool', UserPoolId=cognito.pool_id)['UserPool']['Arn']"
        ),
        "endpoint endpoint_url base_url server_url server": "it is url",
        "jwks_uri": "it is jwks_url",
        "issuer_url iss": "it is issuer",
        "domain": "it is domain_url",
        "boto3_client boto idp cognito_idp": "it is boto3",
        "config environ environment": "it is env",
        "user": "users['ada'] finds one, users.make() makes one",
        "create_user make_user add_user new_user": "it is users.make()",
        "create_group make_group add_group": "it is groups.make()",
        "create_pool make_pool": "it is pool()",
        "create_client make_client": "it is client()",
        "token tokens id_token access_token jwt authorization sign_in login mint": (
            "a user has them: users.make().tokens(), users.make().sign_in()"
        ),
        "emails mails mail outbox sent sent_messages inbox codes code": (
            "it is messages: messages[-1].code"
        ),
        "requests call_log history": "it is calls",
        "shift tick freeze move_to travel expire": "its clock moves time: clock.shift(hours=1)",
        "trigger add_trigger hook triggers": "it is on('PreSignUp', function)",
        "raise_error throttle error": "it is fail('InitiateAuth', 'TooManyRequestsException')",
        "challenge require_challenge": "it is force_challenge('SMS_MFA')",
        "reset": "each test begins anew; isolated() undoes what happens inside",
        "restore save state": "it is snapshot(), and restore() of what that returns",
        "sign_out_all global_sign_out": "it is revoke(tokens), or AdminUserGlobalSignOut by call()",
        "identity_provider identity_providers providers idp google social": (
            "it is provider('Google')"
        ),
        "secret_code": "it is totp(secret), for the SecretCode of AssociateSoftwareToken",
    }
)

#: On a `CognitoUser`.
USER = for_each(
    {
        "id_token": "tokens().id_token is minted, sign_in().id_token is got by the API",
        "access_token token jwt": (
            "tokens().access_token is minted, sign_in().access_token is got by the API"
        ),
        "refresh_token": "it is tokens().refresh_token, or sign_in().refresh_token",
        "headers auth_headers header auth_header": ("it is {'Authorization': user.authorization}"),
        "bearer": "it is authorization",
        "claims id_claims": "it is tokens().id_claims",
        "access_claims": "it is tokens().access_claims",
        "messages mails emails message code": (
            "cognito.assert_message(to=user) is the latest one to a user, cognito.messages are all"
        ),
        "otp mfa_code totp_code": "it is totp()",
        "id user_id uuid": "it is sub",
        "user_pool_id": "it is pool_id",
        "user_name": "it is username",
        "name": "it is attributes['name']",
        "phone phone_number": "it is attributes['phone_number']",
        "user_status state": "it is status",
        "is_enabled disabled": "it is enabled",
        "group": "it is groups",
        "cognito_groups": "it is groups",
        "signin authenticate log_in initiate_auth": "it is sign_in()",
        "mint mint_tokens": "it is tokens()",
        "delete remove": "it is cognito.call('AdminDeleteUser', UserPoolId=..., Username=...)",
        "disable": "it is cognito.call('AdminDisableUser', UserPoolId=..., Username=...)",
        "enable": "it is cognito.call('AdminEnableUser', UserPoolId=..., Username=...)",
        "sign_out logout": "it is cognito.revoke(tokens)",
        "add_to_group": "it is cognito.call('AdminAddUserToGroup', ...), or make(groups=[...])",
    }
)

#: On `CognitoTokens`.
TOKENS = for_each(
    {
        "access AccessToken": "it is access_token",
        "id identity IdToken identity_token": "it is id_token",
        "refresh RefreshToken": "it is refresh_token",
        "jwt bearer": "it is token: the access token, or the ID token with use='id'",
        "claims payload": "it is access_claims, or id_claims",
        "headers header auth_header": "it is {'Authorization': tokens.authorization}",
        "ExpiresIn ttl": "it is expires_in",
        "exp expires_at expiry": "it is access_claims['exp']",
        "iat": "it is access_claims['iat']",
        "sub user username": "it is access_claims['sub'], access_claims['username']",
        "scope scopes": "it is access_claims['scope']",
        "client": "it is client_id",
        "token_use": "it is use",
        "revoke": "it is cognito.revoke(tokens)",
        "expire": "it is cognito_clock.expire(tokens)",
    }
)

#: On a `CognitoClient`.
CLIENT = for_each(
    {
        "client_id ClientId clientId app_client_id": "it is id",
        "client_secret ClientSecret clientSecret": "it is secret",
        "pool_id user_pool_id UserPoolId pool": "it has that of its cognito: cognito.pool_id",
        "name client_name ClientName settings flows": (
            "cognito.call('DescribeUserPoolClient', ...)['UserPoolClient'] has it"
        ),
        "sign_in login initiate_auth": "a user does it: user.sign_in(client=client)",
        "tokens mint": "a user does it: user.tokens(client=client)",
        "hash": "it is secret_hash(username)",
    }
)

#: On a `Redirect`.
REDIRECT = for_each(
    {
        "url location": "it is the URL itself, a text",
        "query params args": "it is parameters",
        "access_token id_token": "they are in parameters, in the implicit flow",
    }
)

#: On a `CognitoProvider`.
PROVIDER = for_each(
    {
        "users persons": "it is people",
        "make make_person user create_user add_user": "it is person(email=...)",
        "authorize sign_in login": "somebody signs in: person(...).authorize(redirect)",
        "deny cancel reject": "it is refuse(redirect)",
    }
)

#: On a `CognitoPerson`.
PERSON = for_each(
    {
        "subject id user_id username": "it is sub",
        "sign_in login log_in": "it is authorize(client.get('/login'))",
        "delete": "it is remove()",
        "change set": "it is update(email=...)",
        "attributes": "it is claims",
        "refuse deny cancel": "it is cognito.provider('Google').refuse(redirect)",
    }
)

_ASKS = "get post put patch delete head options request"

#: On what ``cognito_rest_api`` is.
REST_API = for_each(
    {f"{_ASKS} event": "call it with the function first: cognito_rest_api(handler).get('/orders')"}
)

#: On what ``cognito_http_api`` is.
HTTP_API = for_each(
    {f"{_ASKS} event": "call it with the function first: cognito_http_api(handler).get('/orders')"}
)

#: On what ``cognito_alb`` is.
ALB = for_each(
    {
        _ASKS: "call it with the app first: cognito_alb(app).get('/')",
        "cookies": "call it with the app first: cognito_alb(app).cookies",
        "key keys": "it is public_key(kid)",
        "signer": "it is arn",
    }
)

#: On what ``cognito_appsync`` is.
APPSYNC = for_each(
    {
        "query publish subscribe": (
            "call it with the function first: cognito_appsync(handler).query('getOrder')"
        ),
        "mutation mutate": (
            "call it with the function first: cognito_appsync(handler, type='Mutation').query('x')"
        ),
    }
)

#: On a function behind AppSync.
RESOLVER = for_each(
    {
        "mutation mutate": "it is query(), of cognito_appsync(handler, type='Mutation')",
        "subscription": "it is subscribe(channel), or query() of a front with type='Subscription'",
        "get post request graphql execute": "it is query('getOrder', {'id': 1}, user=cognito_user)",
    }
)

#: On a `FrontResult`.
FRONT_RESULT = for_each(
    {
        "status_code statusCode code": "it is status",
        "content data": "it is body, or text",
        "ok is_allowed": "it is allowed",
        "error message why": "it is reason",
        "get_json": "it is json()",
        "cookies": "it is headers.get_all('Set-Cookie')",
        "request": "it is event, what the function got",
    }
)
