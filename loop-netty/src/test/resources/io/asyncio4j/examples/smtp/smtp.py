# SPDX-License-Identifier: Apache-2.0
"""A mail server of aiosmtpd that takes mail over STARTTLS only and prints what it got, a line of JSON a mail.

usage: smtp.py CERTIFICATE KEY; prints "ready PORT" when it listens on 127.0.0.1.
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP


class Printer:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "text": envelope.content.decode(),
        }, ensure_ascii=False))
        return "250 taken"


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Printer(), tls_context=context, require_starttls=True, hostname="localhost", enable_SMTPUTF8=True),
        "127.0.0.1", 0)
    print("ready", server.sockets[0].getsockname()[1])
    await server.serve_forever()


sys.stdout.reconfigure(encoding="utf-8")
asyncio.run(main())
