// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import io.asyncio4j.Asyncio;
import io.asyncio4j.streams.StreamConnection;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** One client of an echo service, as a coroutine: sends messages, reads each back and compares every byte. */
final class EchoCheck {

    /** What clients have done together; one loop, so no lock. */
    static final class Tally {
        long messages;
        long bytes;
    }

    private final String host;
    private final int port;
    private final Tally tally;

    EchoCheck(String host, int port, Tally tally) {
        this.host = host;
        this.port = port;
        this.tally = tally;
    }

    /**
     * Sends messages of 1 to {@code largest} bytes, or of exactly {@code largest}.
     *
     * @param seed of the data and, if they vary, the sizes: each client its own, so that an exchange would be noticed
     */
    void run(long seed, int messages, int largest, boolean varying) throws IOException {
        Random random = new Random(seed);
        try (StreamConnection connection = Asyncio.openConnection(host, port)) {
            for (int i = 0; i < messages; i++) {
                byte[] message = new byte[varying ? 1 + random.nextInt(largest) : largest];
                random.nextBytes(message);
                connection.writer().write(message);
                connection.writer().drain();
                compare(message, connection.reader().readExactly(message.length), seed, i);
                tally.messages++;
                tally.bytes += message.length;
            }
            connection.writer().writeEof();
            if (connection.reader().read(1).length > 0) {
                throw new IOException("client " + seed + ": more came back than was sent");
            }
        }
    }

    static void compare(byte[] sent, byte[] received, long client, int message) throws IOException {
        int at = Arrays.mismatch(sent, received);
        if (at >= 0) {
            throw new IOException("client " + client + ", message " + message + ": byte " + at + " of " + sent.length
                    + " did not come back as it was sent");
        }
    }
}
