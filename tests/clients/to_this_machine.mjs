// Stands for a hosts file and port 443: every connection by HTTPS goes to this machine, to the port
// HTTPS_PORT, and the certificate has to be good for the name that was asked.

import { globalAgent } from "node:https";
import { connect } from "node:tls";

const port = Number(process.env.HTTPS_PORT);

globalAgent.createConnection = (wanted, done) =>
  connect({ ...wanted, servername: wanted.servername || wanted.host, host: "127.0.0.1", port }, done);
