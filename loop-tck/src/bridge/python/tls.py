# SPDX-License-Identifier: Apache-2.0
"""Java's description of TLS as a context of Python's."""

import os
import ssl
import tempfile

from values import integer, java, real

VERSIONS = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1, "TLSv1.2": ssl.TLSVersion.TLSv1_2,
            "TLSv1.3": ssl.TLSVersion.TLSv1_3}

_made = {}


class Context(ssl.SSLContext):
    java = None


def _file(pem, folder, name):
    if pem.file() is not None:
        return str(pem.file())
    path = os.path.join(folder, name)
    with open(path, "w") as out:
        out.write(str(pem.text()))
    return path


def context(described, client):
    key = (described.hashCode(), bool(client))
    for known, made in _made.get(key, ()):
        if known.equals(described):
            return made
    made = _make(described, client)
    made.java = described
    _made.setdefault(key, []).append((described, made))
    return made


def _make(described, client):
    if described.engine() is not None:
        raise ValueError("the bridge cannot use an engine of Java's for Python's TLS")
    made = Context(ssl.PROTOCOL_TLS_CLIENT if client else ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        try:
            if described.certificateChain() is not None:
                password = described.keyPassword()
                made.load_cert_chain(
                    _file(described.certificateChain(), folder, "chain"), _file(described.privateKey(), folder, "key"),
                    (lambda: "" if password is None else str(password)))
            if described.trust() is not None:
                made.load_verify_locations(_file(described.trust(), folder, "trust"))
            elif client:
                made.load_default_certs()
        except (OSError, ssl.SSLError) as error:
            raise ValueError("TLS: a certificate, key or trust cannot be read: %s" % error) from error
    if client:
        made.check_hostname = bool(described.checkHostname()) and bool(described.verifyPeer())
        made.verify_mode = ssl.CERT_REQUIRED if described.verifyPeer() else ssl.CERT_NONE
    else:
        asked = str(described.clientAuth().name())
        made.verify_mode = {"NONE": ssl.CERT_NONE, "REQUIRE": ssl.CERT_REQUIRED, "REQUIRED": ssl.CERT_REQUIRED}.get(
            asked, ssl.CERT_OPTIONAL)
    versions = [str(version) for version in java("tck.bridge.Values").versions(described)] or ["TLSv1.2", "TLSv1.3"]
    for version in versions:
        if version not in VERSIONS:
            raise ValueError("TLS: there is no version %s" % version)
    made.minimum_version = min(VERSIONS[version] for version in versions)
    made.maximum_version = max(VERSIONS[version] for version in versions)
    ciphers = [str(suite) for suite in java("tck.bridge.Values").ciphers(described)]
    if ciphers:
        names = [_openssl_name(suite) for suite in ciphers]
        older = [name for name in names if not name.startswith("TLS_")]
        try:
            if older:
                made.set_ciphers(":".join(older))
        except ssl.SSLError as error:
            raise ValueError("TLS: unknown cipher suite in %s" % ciphers) from error
    protocols = [str(name) for name in java("tck.bridge.Values").alpnProtocols(described)]
    if protocols:
        made.set_alpn_protocols(protocols)
    names = described.serverNames()
    if not client and not names.isEmpty():
        others = {str(name): context(names.get(name), False) for name in names.keySet()}

        def choose(tls, name, _):
            found = others.get(name) or next(
                (made for pattern, made in others.items()
                 if name and pattern.startswith("*.") and name.split(".", 1)[1:] == [pattern[2:]]), None)
            if found is not None:
                tls.context = found

        made.sni_callback = choose
    return made


def _openssl_name(suite):
    """TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 is ECDHE-RSA-AES128-GCM-SHA256 to OpenSSL."""
    if "_WITH_" not in suite:
        return suite
    name = suite[len("TLS_"):].replace("_WITH_", "_").replace("AES_128", "AES128").replace("AES_256", "AES256")
    name = name.replace("CHACHA20_POLY1305_SHA256", "CHACHA20_POLY1305").replace("_CBC", "")
    name = name.replace("_", "-").replace("CHACHA20-POLY1305", "CHACHA20-POLY1305")
    return name[len("RSA-"):] if name.startswith("RSA-AES") else name


def arguments(settings, host, client):
    """The keyword arguments of asyncio's methods."""
    found = {}
    described = settings.context()
    if described is not None:
        found["ssl"] = context(described, client)
    if settings.serverHostname() is not None:
        found["server_hostname"] = str(settings.serverHostname())
    if settings.handshakeTimeoutSeconds() is not None:
        found["ssl_handshake_timeout"] = real(settings.handshakeTimeoutSeconds())
    if settings.shutdownTimeoutSeconds() is not None:
        found["ssl_shutdown_timeout"] = real(settings.shutdownTimeoutSeconds())
    return found
