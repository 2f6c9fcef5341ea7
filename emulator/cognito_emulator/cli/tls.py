"""``cognito-emulator tls``: how programs trust the certificates of ``--tls``."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.web.tls import AuthorityError
from cognito_emulator.web.tls.authority import kept_in, usual_folder

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

_TEXT = """\
The certificate authority of cognito-emulator for your user is
  {file}

What trusting it means
  A program that trusts it takes every certificate for genuine that its key has
  signed, for any site. The key lies beside it, and only you can read it. Trust
  it on machines for development, in programs that you develop; give the key to
  nobody. It makes no token of the emulator any safer: whoever reaches the
  emulator can make one for any user. To end it, take it out of where you put
  it, and delete the folder.
  Nothing below has been done. `cognito-emulator exec --tls -- COMMAND` does it
  for one command, as far as variables can.

curl
  curl --cacert {quoted} https://localhost:{port}/_emulator/health
Node.js
  export NODE_EXTRA_CA_CERTS={quoted}
Variables of others replace what is trusted, so a file with all of it comes first
  cat "$(python3 -m requests.certs)" \\
      {quoted} > bundle.pem
Python: requests; ssl, httpx and urllib; boto3 and the AWS CLI
  export REQUESTS_CA_BUNDLE=$PWD/bundle.pem
  export SSL_CERT_FILE=$PWD/bundle.pem
  export AWS_CA_BUNDLE=$PWD/bundle.pem
Go, Ruby and .NET on Linux
  export SSL_CERT_FILE=$PWD/bundle.pem
Java; a store of its own, or that of the JDK by -cacerts in place of -keystore
  keytool -importcert -noprompt -alias cognito-emulator -file {quoted} \\
      -keystore trust.p12 -storetype PKCS12 -storepass changeit
  java -Djavax.net.ssl.trustStore=trust.p12 \\
      -Djavax.net.ssl.trustStorePassword=changeit ...
Chrome and Chromium on Linux; certutil is of libnss3-tools or nss-tools
  mkdir -p ~/.pki/nssdb
  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n cognito-emulator \\
      -i {quoted}
Firefox
  Settings, Privacy & Security, View Certificates, Authorities, Import
macOS: Safari, Chrome, Go, Swift
  security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db \\
      {quoted}
Windows: Edge, Chrome, Go, .NET
  certutil -user -addstore Root {quoted}
All programs of a Linux system: Debian and Ubuntu, or Fedora
  sudo cp {quoted} /usr/local/share/ca-certificates/cognito-emulator.crt
  sudo update-ca-certificates
  sudo cp {quoted} /etc/pki/ca-trust/source/anchors/ && sudo update-ca-trust
"""


def tls(options: Namespace) -> int:
    """Print where the certificate of the authority is, and how programs trust it.

    Raises:
        CommandLineError: the authority cannot be used.

    """
    try:
        file = kept_in(options.tls_folder or usual_folder(os.environ)).file
    except AuthorityError as error:
        raise CommandLineError(str(error)) from None
    sys.stdout.write(f"{file}\n" if options.path else _told(file, options.tls_port))
    return 0


def _told(file: Path, port: int) -> str:
    return _TEXT.format(file=file, quoted=shlex.quote(str(file)), port=port)
