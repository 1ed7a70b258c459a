// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.smtp;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Pem;
import io.asyncio4j.net.TlsContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Sends what it reads from its standard input, over TLS only. Arguments: host, port, the file with the certificate to
 * trust, sender, recipients.
 */
public final class SendMail {

    private SendMail() {}

    /** See the class. */
    public static void main(String[] args) {
        if (args.length < 5) {
            System.err.println("usage: SendMail HOST PORT CA-FILE FROM TO...  (the message comes from standard input)");
            System.exit(2);
        }
        TlsContext tls = TlsContext.forClient().trust(Pem.file(Path.of(args[2])));
        Asyncio.run(() -> {
            String message = Asyncio.toThread(() -> new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
            try (SmtpClient client = SmtpClient.connect(args[0], Integer.parseInt(args[1]), "localhost")) {
                client.startTls(tls, args[0]);
                client.send(args[3], List.of(args).subList(4, args.length), message);
                IO.println("sent over " + client.cipher());
                client.quit();
            }
        });
    }
}
