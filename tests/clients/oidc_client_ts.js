// A page with oidc-client-ts, as apps of one page have it; a test presses its buttons by `app`.

import { UserManager, WebStorageStateStore } from "oidc-client-ts";

const settings = await (await fetch("/settings.json")).json();

const manager = new UserManager({
  authority: settings.authority,
  client_id: settings.clientId,
  redirect_uri: `${location.origin}/callback`,
  scope: settings.scope,
  loadUserInfo: true,
  automaticSilentRenew: false, // the test renews
  userStore: new WebStorageStateStore({ store: window.localStorage }),
});

let problem = null;

if (location.pathname === "/callback") {
  try {
    await manager.signinCallback();
    history.replaceState({}, "", "/");
  } catch (error) {
    problem = error.message;
  }
}

window.app = {
  problem,
  user: () => manager.getUser(),
  signIn: (more) => manager.signinRedirect(more),
  renew: () => manager.signinSilent(),

  /** The service has no end-session endpoint of OpenID Connect: the address is made by hand. */
  async signOut() {
    await manager.removeUser();
    const query = new URLSearchParams({
      client_id: settings.clientId,
      logout_uri: `${location.origin}/goodbye`,
    });
    location.href = `${settings.domain}/logout?${query}`;
  },

  /** The library's own way, with what the service wants beside the standard's parameters. */
  signOutByTheLibrary: () =>
    manager.signoutRedirect({
      extraQueryParams: { client_id: settings.clientId, logout_uri: `${location.origin}/goodbye` },
    }),
};
