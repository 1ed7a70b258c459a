// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.dns;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.DatagramTransport;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Asks one DNS server. Loop only; any number of coroutines may ask at a time, over one socket: answers carry the number
 * of their question. Loss is normal on UDP, so a question is asked again after a while.
 */
public final class DnsClient implements AutoCloseable {

    private static final SecureRandom NUMBERS = new SecureRandom();

    private static final int TRIES = 3;

    private final String server;
    private final int port;
    private final double patienceSeconds;
    private final DatagramTransport transport;
    private final Answers answers;

    private DnsClient(
            String server, int port, double patienceSeconds, Connection<DatagramTransport, Answers> endpoint) {
        this.server = server;
        this.port = port;
        this.patienceSeconds = patienceSeconds;
        transport = endpoint.transport();
        answers = endpoint.protocol();
    }

    /**
     * Makes a socket that sends to that server and hears nobody else.
     *
     * @param patienceSeconds how long to wait for an answer before asking again
     */
    public static DnsClient connect(String server, int port, double patienceSeconds) throws Exception {
        return new DnsClient(
                server, port, patienceSeconds,
                Asyncio.getRunningLoop()
                        .createDatagramEndpoint(Answers::new, DatagramOptions.to(server, port))
                        .await());
    }

    /**
     * Asks, up to three times.
     *
     * @return possibly none: the name is there, but has nothing of that type
     * @throws DnsException if the server says that there is no such name, or that it will not tell
     * @throws TimeoutException if no answer came
     * @throws IOException if there is no such server
     */
    public List<DnsRecord> query(String name, DnsType type) throws Exception {
        DnsMessage answer = ask(name, type);
        if (answer.truncated()) {
            answer = askOverTcp(name, type);
        }
        if (answer.code() != 0) {
            throw new DnsException(answer.question(), answer.code());
        }
        return answer.records();
    }

    private DnsMessage ask(String name, DnsType type) throws Exception {
        for (int tries = 1;; tries++) {
            int id = number();
            byte[] question = DnsMessage.ask(id, name, type);
            Future<DnsMessage> answer = Asyncio.getRunningLoop().createFuture();
            answers.expect(id, DnsMessage.question(name, type.name()), answer);
            transport.sendto(question);
            try {
                return Asyncio.waitFor(answer, patienceSeconds);
            } catch (TimeoutException lost) {
                if (tries == TRIES) {
                    throw lost;
                }
            }
        }
    }

    /** A number that nobody can guess, so that nobody can answer in the server's name without hearing us. */
    private int number() {
        int id;
        do {
            id = NUMBERS.nextInt(1 << 16);
        } while (answers.isOpen(id));
        return id;
    }

    /** For answers that do not fit into a datagram: the same messages, each after its length. */
    private DnsMessage askOverTcp(String name, DnsType type) throws Exception {
        byte[] question = DnsMessage.ask(number(), name, type);
        return Asyncio.timeout(patienceSeconds * TRIES, () -> {
            try (StreamConnection connection = Asyncio.openConnection(server, port)) {
                connection.writer().write(ByteBuffer.allocate(2).putShort((short) question.length).flip());
                connection.writer().write(question);
                int length = Short.toUnsignedInt(
                        ByteBuffer.wrap(connection.reader().readExactly(2)).getShort());
                DnsMessage answer = DnsMessage.read(connection.reader().readExactly(length));
                if (!answer.question().equals(DnsMessage.question(name, type.name()))) {
                    throw new ProtocolException("dns: an answer to another question: " + answer.question());
                }
                return answer;
            }
        });
    }

    @Override
    public void close() {
        transport.close();
    }
}
