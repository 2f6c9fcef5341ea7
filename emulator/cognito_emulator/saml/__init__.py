"""SAML 2.0 as a protocol: what service providers and identity providers send, and how it is judged.

Pure functions over texts, bytes and the time that they are given. What a pool makes of it stands in
the domain; who asks a provider for its metadata, elsewhere.

Metadata, certificates and requests need nothing but what is always installed. What reads or makes
signed XML needs lxml and signxml, the extra ``saml``; decision 0032 says why.
"""
