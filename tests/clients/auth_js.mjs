// Auth.js as a site has it: its core behind Node's HTTP server, with its Cognito provider.
// The site's address and the pool's facts are in the environment; the port goes to standard output.

import { createServer } from "node:http";
import { Auth } from "@auth/core";
import Cognito from "@auth/core/providers/cognito";

const { CLIENT_ID, CLIENT_SECRET, ISSUER } = process.env;

const config = {
  basePath: "/auth",
  trustHost: true,
  secret: "a secret of the site for tests only",
  providers: [Cognito({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, issuer: ISSUER })],
  callbacks: {
    // What a session shows: the tokens too, which a site keeps to itself.
    jwt: ({ token, account }) => (account ? { ...token, accessToken: account.access_token } : token),
    session: ({ session, token }) => ({ ...session, accessToken: token.accessToken }),
  },
};

async function asRequest(incoming) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method, headers, url } = incoming;
  const body = chunks.length ? Buffer.concat(chunks) : undefined;
  return new Request(`http://${headers.host}${url}`, { method, headers, body });
}

const server = createServer(async (incoming, outgoing) => {
  const answer = await Auth(await asRequest(incoming), config);
  outgoing.statusCode = answer.status;
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  outgoing.setHeader("set-cookie", answer.headers.getSetCookie());
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
});

server.listen(Number(process.env.PORT ?? 0), "localhost", () => {
  console.log(server.address().port);
});
