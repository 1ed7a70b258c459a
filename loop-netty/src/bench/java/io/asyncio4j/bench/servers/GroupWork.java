// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.ConnectionSharing;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyLoopGroup;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server of a loop group that hashes for each request, always the same amount: {@code LOOPS KIND SHARING ROUNDS}, says
 * {@code ready PORT SECONDS_TO_START}. Runs until its input ends.
 */
public final class GroupWork {

    private static final byte[] BLOCK = new byte[16 * 1024];

    private GroupWork() {}

    private static final class Hashing implements Protocol {
        private final int rounds;
        private final MessageDigest digest;
        private @Nullable Transport transport;

        Hashing(int rounds) {
            this.rounds = rounds;
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public void dataReceived(byte[] data) {
            for (int i = 0; i < rounds; i++) {
                digest.update(BLOCK);
            }
            byte[] answer = digest.digest();
            // As long as the question.
            Objects.requireNonNull(transport).write(rounds == 0 ? data : answer);
        }
    }

    /** Serves until the end of the input. */
    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[3]);
        long start = System.nanoTime();
        try (NettyLoopGroup group = NettyLoopGroup.start(Integer.parseInt(args[0]), IoKind.valueOf(args[1]))) {
            double seconds = (System.nanoTime() - start) / 1e9;
            var server = group.serve(
                    () -> new Hashing(rounds), ListenOptions.at("127.0.0.1", 0), ConnectionSharing.valueOf(args[2]))
                    .join();
            System.out.println("ready " + ((InetSocketAddress) server.address()).getPort() + " " + seconds);
            while (System.in.read() >= 0) {
                // Its end ends the server.
            }
        }
    }
}
