// A page with Amplify that signs in by the pages of a pool's domain; a test presses its buttons.

import { Amplify } from "aws-amplify";
import {
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  signInWithRedirect,
  signOut,
} from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

const settings = await (await fetch("/settings.json")).json();
const heard = [];

Hub.listen("auth", ({ payload }) =>
  heard.push({ event: payload.event, message: payload.data?.error?.message ?? null }),
);

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: settings.userPoolId,
      userPoolClientId: settings.clientId,
      userPoolEndpoint: settings.endpoint,
      loginWith: {
        oauth: {
          domain: settings.domain,
          scopes: settings.scopes,
          redirectSignIn: [`${location.origin}/`],
          redirectSignOut: [`${location.origin}/goodbye`],
          responseType: "code",
        },
      },
    },
  },
});

async function tokens(options) {
  const found = (await fetchAuthSession(options)).tokens;
  return found && { accessToken: `${found.accessToken}`, idToken: `${found.idToken}` };
}

window.app = {
  tokens,
  attributes: () => fetchUserAttributes(),
  signIn: (input) => signInWithRedirect(input),
  signOut: () => signOut(),
  user: () => getCurrentUser(),
  heard: async () => heard,
};
