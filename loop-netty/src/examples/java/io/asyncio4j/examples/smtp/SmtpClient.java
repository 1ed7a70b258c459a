// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.smtp;

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
 * A connection to a mail server (RFC 5321). Loop only, one coroutine at a time. The usual order: {@link #connect},
 * {@link #startTls}, {@link #send} as often as there is mail, {@link #quit}.
 *
 * <p>
 * What the server said before TLS counts for nothing afterwards: the extensions are asked for again, and a reply that
 * somebody in between slipped in behind the "go ahead" makes the handshake fail, see {@link StreamWriter#startTls}.
 */
public final class SmtpClient implements AutoCloseable {

    private final StreamReader reader;
    private final StreamWriter writer;
    private final String myName;
    private List<String> extensions = List.of();

    private SmtpClient(StreamConnection connection, String myName) {
        reader = connection.reader();
        writer = connection.writer();
        this.myName = myName;
    }

    /**
     * Connects and says hello.
     *
     * @param myName what to be called by the server
     * @throws SmtpException if the server does not want to talk
     */
    public static SmtpClient connect(String host, int port, String myName) throws IOException, SmtpException {
        SmtpClient client = new SmtpClient(Asyncio.openConnection(host, port), myName);
        try {
            client.reply("connect", 220);
            client.hello();
            return client;
        } catch (IOException | SmtpException e) {
            client.close();
            throw e;
        }
    }

    private void hello() throws IOException, SmtpException {
        List<String> lines = command("EHLO " + myName, 250);
        extensions = List.copyOf(lines.subList(1, lines.size()));
    }

    /** What the server can do, as it said last: {@code STARTTLS}, {@code SIZE 1000000}... */
    public List<String> extensions() {
        return extensions;
    }

    /**
     * Goes on in TLS, and says hello again.
     *
     * @param host the name that the server's certificate must have
     * @throws SmtpException if the server cannot do it; nothing was sent in clear but the question
     * @throws IOException if the server is not to be trusted; the connection is closed then
     */
    public void startTls(TlsContext tls, String host) throws IOException, SmtpException {
        command("STARTTLS", 220);
        extensions = List.of();
        writer.startTls(tls, host);
        hello();
    }

    /**
     * Sends a mail.
     *
     * @param message headers, an empty line, text; lines end with a newline
     * @throws SmtpException if the server refuses sender, recipient or message; the connection can be used further
     */
    public void send(String from, List<String> recipients, String message) throws IOException, SmtpException {
        try {
            command("MAIL FROM:<" + from + ">", 250);
            for (String recipient : recipients) {
                command("RCPT TO:<" + recipient + ">", 250);
            }
            command("DATA", 354);
        } catch (SmtpException refused) {
            command("RSET", 250);
            throw refused;
        }
        for (String line : message.lines().toList()) {
            // A dot alone ends the message, so each first dot is doubled.
            write(line.startsWith(".") ? "." + line : line);
            writer.drain();
        }
        command(".", 250);
    }

    /** Says goodbye and waits until the connection is closed. */
    public void quit() throws IOException, SmtpException {
        command("QUIT", 221);
        writer.close();
        writer.waitClosed();
    }

    private List<String> command(String line, int expected) throws IOException, SmtpException {
        if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(
                    "SmtpClient: \"" + line + "\" is more than one line; an address has none");
        }
        write(line);
        return reply(line, expected);
    }

    private void write(String line) {
        writer.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A reply has a line or more: {@code 250-this}, {@code 250-that}, {@code 250 and the last}. */
    private List<String> reply(String command, int expected) throws IOException, SmtpException {
        List<String> texts = new ArrayList<>();
        while (true) {
            String line = new String(reader.readUntil(), StandardCharsets.UTF_8).stripTrailing();
            if (!line.matches("[2-5][0-9][0-9]([ -].*)?")) {
                throw new ProtocolException("smtp: \"" + line + "\" is no reply; is this a mail server?");
            }
            texts.add(line.length() < 4 ? "" : line.substring(4));
            if (line.length() == 3 || line.charAt(3) == ' ') {
                int code = Integer.parseInt(line.substring(0, 3));
                if (code != expected) {
                    throw new SmtpException(command, code, String.join("; ", texts));
                }
                return texts;
            }
        }
    }

    /** What protects the connection; null before {@link #startTls}. */
    public @Nullable CipherInfo cipher() {
        return writer.getExtraInfo(ExtraInfo.CIPHER);
    }

    /** Closes without a goodbye. */
    @Override
    public void close() {
        writer.close();
    }
}
