// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.transports.CipherInfo;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to PostgreSQL, always over TLS. Loop only, one coroutine at a time.
 *
 * <p>
 * The order is the point of this example. The client asks in clear whether the server speaks TLS
 * ({@code SSLRequest}), the server says {@code S}, then the same connection goes on in TLS, and only then does the client
 * say who it is. Whatever else came with the {@code S} is not answered, not read: {@link StreamWriter#startTls} takes it
 * for the server's first bytes of TLS, which it is not, and the handshake fails. So nobody in between can put words into
 * the server's mouth before TLS begins.
 */
public final class PostgresClient implements AutoCloseable {

    private static final int PROTOCOL = 3 << 16;
    private static final int SSL_REQUEST = 80877103;

    private final StreamReader reader;
    private final StreamWriter writer;

    private PostgresClient(StreamConnection connection) {
        reader = connection.reader();
        writer = connection.writer();
    }

    /**
     * Connects, upgrades, logs in.
     *
     * @param tls whom to trust; the server's certificate has to name {@code host}, unless the context says otherwise
     * @throws PostgresException if the server does not let this user in
     * @throws IOException if the server does not speak TLS, is not to be trusted, or does not answer
     */
    public static PostgresClient connect(
            String host, int port, TlsContext tls, String user, String password, String database) throws Exception {
        PostgresClient client = new PostgresClient(Asyncio.openConnection(host, port));
        try {
            client.upgrade(tls, host);
            client.logIn(user, password, database);
            return client;
        } catch (Exception e) {
            client.writer.close();
            throw e;
        }
    }

    private void upgrade(TlsContext tls, String host) throws IOException {
        writer.write(Message.of(0, Message.number(SSL_REQUEST)));
        int answer = reader.readExactly(1)[0];
        if (answer != 'S') {
            throw new ProtocolException("postgres: the server answered '" + (char) answer
                    + "' to SSLRequest; configure it with ssl = on");
        }
        writer.startTls(tls, host);
    }

    private void logIn(String user, String password, String database) throws Exception {
        writer.write(Message.of(0, Message.number(PROTOCOL), Message.string("user"), Message.string(user),
                Message.string("database"), Message.string(database), Message.string("client_encoding"),
                Message.string("UTF8"), new byte[] {0}));
        Scram scram = new Scram(password);
        while (true) {
            Message message = next();
            if (message.type() == 'Z') {
                return;
            }
            if (message.type() == 'R') {
                authenticate(scram, message);
            }
            // Else: settings and the key for cancel requests, which this client has no use for.
        }
    }

    private void authenticate(Scram scram, Message message) throws Exception {
        int what = message.nextInt();
        switch (what) {
            case 0 -> {}
            case 10 -> {
                byte[] first = scram.begin().getBytes(StandardCharsets.UTF_8);
                writer.write(Message.of('p', Message.string("SCRAM-SHA-256"), Message.number(first.length), first));
            }
            case 11 -> {
                String challenge = message.rest();
                // Thousands of hashes: the loop has better things to do meanwhile.
                String proof = Asyncio.toThread(() -> scram.prove(challenge));
                writer.write(Message.of('p', proof.getBytes(StandardCharsets.UTF_8)));
            }
            case 12 -> scram.finish(message.rest());
            default -> throw new ProtocolException("postgres: the server wants authentication " + what
                    + ", which this client does not know; let it use scram-sha-256");
        }
    }

    /**
     * Runs a statement.
     *
     * @return its rows; of several statements those of the last one
     * @throws PostgresException if the server refuses it; the connection can be used further
     */
    public Rows query(String sql) throws Exception {
        writer.write(Message.of('Q', Message.string(sql)));
        writer.drain();
        List<String> columns = new ArrayList<>();
        List<List<@Nullable String>> rows = new ArrayList<>();
        String tag = "";
        @Nullable PostgresException refused = null;
        while (true) {
            Message message = Message.read(reader);
            switch (message.type()) {
                case 'T' -> {
                    columns = columns(message);
                    rows = new ArrayList<>();
                }
                case 'D' -> rows.add(row(message));
                case 'C' -> tag = message.nextString();
                // More may come before the server is ready again, so this is thrown then.
                case 'E' -> refused = error(message);
                case 'Z' -> {
                    if (refused != null) {
                        throw refused;
                    }
                    return new Rows(columns, rows, tag);
                }
                default -> {} // notices and changed settings
            }
        }
    }

    private static List<String> columns(Message message) {
        List<String> names = new ArrayList<>();
        for (int left = message.nextShort(); left > 0; left--) {
            names.add(message.nextString());
            // Table, column, type, size and format of the column.
            message.nextText(18);
        }
        return names;
    }

    private static List<@Nullable String> row(Message message) {
        List<@Nullable String> values = new ArrayList<>();
        for (int left = message.nextShort(); left > 0; left--) {
            values.add(message.nextValue());
        }
        return values;
    }

    private Message next() throws IOException, PostgresException {
        Message message = Message.read(reader);
        if (message.type() == 'E') {
            throw error(message);
        }
        return message;
    }

    private static PostgresException error(Message message) {
        String state = "";
        String text = "";
        for (String field; !(field = message.nextString()).isEmpty();) {
            switch (field.charAt(0)) {
                case 'C' -> state = field.substring(1);
                case 'M' -> text = field.substring(1);
                default -> {} // severity, position, hints
            }
        }
        return new PostgresException(state, text);
    }

    /** What protects the connection. */
    public @Nullable CipherInfo cipher() {
        return writer.getExtraInfo(ExtraInfo.CIPHER);
    }

    /** Says goodbye and closes; {@link #waitClosed()} waits for it. */
    @Override
    public void close() {
        writer.write(Message.of('X'));
        writer.close();
    }

    /** Waits until the connection is closed, so that the server knows, too. */
    public void waitClosed() throws IOException {
        writer.waitClosed();
    }
}
