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
  A program that trusts it accepts every certificate that its key has signed,
  for any site. The key is in the same folder, and only you can read it. Trust
  the authority only on machines for development, in programs that you develop.
  Give the key to nobody. HTTPS does not make the emulator's tokens safer:
  everybody who reaches the emulator can make a token for any user. To end the
  trust, remove the certificate from where you put it, and delete the folder.
  This command makes only the folder. Run the commands below yourself.
  `cognito-emulator exec --tls -- COMMAND` sets the variables for one command.

curl
  curl --cacert {quoted} https://localhost:{port}/_emulator/health
Node.js
  export NODE_EXTRA_CA_CERTS={quoted}
Other variables replace the trusted certificates: make a file with all of them first
  cat "$(python3 -m requests.certs)" \\
      {quoted} > bundle.pem
Python: requests; ssl, httpx and urllib; boto3 and the AWS CLI
  export REQUESTS_CA_BUNDLE=$PWD/bundle.pem
  export SSL_CERT_FILE=$PWD/bundle.pem
  export AWS_CA_BUNDLE=$PWD/bundle.pem
Go, Ruby and .NET on Linux
  export SSL_CERT_FILE=$PWD/bundle.pem
Java: a new store; for the store of the JDK write -cacerts in place of -keystore
  keytool -importcert -noprompt -alias cognito-emulator -file {quoted} \\
      -keystore trust.p12 -storetype PKCS12 -storepass changeit
  java -Djavax.net.ssl.trustStore=trust.p12 \\
      -Djavax.net.ssl.trustStorePassword=changeit ...
Chrome and Chromium on Linux (certutil is in the package libnss3-tools or nss-tools)
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
