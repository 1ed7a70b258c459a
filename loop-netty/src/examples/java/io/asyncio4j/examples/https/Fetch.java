// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.https;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Pem;
import io.asyncio4j.net.TlsContext;
import java.nio.file.Path;
import java.util.List;

/**
 * Fetches pages over one connection and says what came. Arguments: host, port, the file with the certificate to trust
 * ({@code -} for those that Java trusts), paths.
 */
public final class Fetch {

    private Fetch() {}

    /** See the class. */
    public static void main(String[] args) {
        if (args.length < 4) {
            System.err.println("usage: Fetch HOST PORT CA-FILE|- PATH...");
            System.exit(2);
        }
        TlsContext tls = TlsContext.forClient();
        TlsContext trusting = args[2].equals("-") ? tls : tls.trust(Pem.file(Path.of(args[2])));
        Asyncio.run(() -> {
            try (HttpsClient client =
                    HttpsClient.connect(args[0], Integer.parseInt(args[1]), trusting, args[0])) {
                for (String path : List.of(args).subList(3, args.length)) {
                    HttpMessage page = client.get(path);
                    IO.println(path + ": " + page.status() + ", " + page.body().length + " bytes");
                }
            }
        });
    }
}
