// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Pem;
import io.asyncio4j.net.TlsContext;
import java.nio.file.Path;

/**
 * Runs one statement and prints its rows. Arguments: host, port, the file with the certificate to trust, user, database,
 * statement. The password comes from the environment, {@code PGPASSWORD}, as psql takes it.
 */
public final class PostgresQuery {

    private PostgresQuery() {}

    /** See the class. */
    public static void main(String[] args) {
        String password = System.getenv("PGPASSWORD");
        if (args.length != 6 || password == null) {
            System.err.println("usage: PGPASSWORD=... PostgresQuery HOST PORT CA-FILE USER DATABASE STATEMENT");
            System.exit(2);
        }
        Asyncio.run(() -> {
            TlsContext tls = TlsContext.forClient().trust(Pem.file(Path.of(args[2])));
            try (PostgresClient client = PostgresClient.connect(
                    args[0], Integer.parseInt(args[1]), tls, args[3], password, args[4])) {
                Rows rows = client.query(args[5]);
                IO.println(String.join(" | ", rows.columns()));
                rows.rows().forEach(row -> IO.println(String.join(" | ", row)));
                IO.println(rows.tag());
            }
        });
    }
}
