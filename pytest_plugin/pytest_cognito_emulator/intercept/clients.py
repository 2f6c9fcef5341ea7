"""All places where the clients of a process are hooked."""

from __future__ import annotations

from pytest_cognito_emulator.intercept import proxies, sdk, sockets, tls
from pytest_cognito_emulator.intercept.hooks import Hooks

#: They are set while any connection is to be led elsewhere, or refused.
HOOKS = Hooks(
    {
        "socket": sockets.hook_socket,
        "ssl": tls.hook_ssl,
        "truststore._api": tls.hook_ssl,
        "aiodns": sockets.hook_aiodns,
        "asyncio.proactor_events": sockets.hook_proactor,
        "uvloop": sockets.hook_uvloop,
        "httpx._client": proxies.hook_httpx,
        "httpx2._client": proxies.hook_httpx,
        "botocore.auth": sdk.hook_signing,
        "botocore.httpsession": sdk.hook_botocore,
        **dict.fromkeys(proxies.ASKING, proxies.hook_bypass),
    }
)
