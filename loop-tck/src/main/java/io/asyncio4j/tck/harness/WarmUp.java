// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/** Uses once what is made at first use and kept: the JDK's pollers, the resolver, a loop with a task and a job. */
final class WarmUp {

    /** A sound loop takes a small part of it; a loop that hangs here is left behind, its rules will tell. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private WarmUp() {}

    static void run(LoopUnderTest subject) {
        Thread thread = Thread.ofPlatform().daemon().name("tck-warm-up").start(() -> use(subject));
        try {
            thread.join(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void use(LoopUnderTest subject) {
        try {
            Thread sockets = Thread.ofVirtual().start(WarmUp::useSockets);
            sockets.join();
            useSockets();
            try (AbstractEventLoop loop = subject.newLoop()) {
                loop.runUntilComplete(() -> {
                    Sleep.sleep(0.001);
                    loop.runInExecutor(null, () -> {}).await();
                    if (subject.capabilities().contains(Capability.PIPES)) {
                        usePipe(loop);
                    }
                    if (subject.capabilities().contains(Capability.PROCESSES)) {
                        int unused = AsyncProcess.exec(List.of("true"), ProcessOptions.INHERITED, 1024).waitFor();
                    }
                    loop.shutdownDefaultExecutor().await();
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // The rules will tell; this only warms up.
            System.getLogger(LogCapture.ROOT + ".tck").log(System.Logger.Level.DEBUG, "warm-up failed", e);
        }
    }

    private static void usePipe(AbstractEventLoop loop) throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source()) {
            Protocol nobody = new Protocol() {};
            loop.connectWritePipe(() -> nobody, pipe.sink()).await().transport().close();
            Sleep.sleep(0.001);
        }
    }

    private static void useSockets() {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            selector.selectNow();
            server.bind(new InetSocketAddress(InetAddress.getByName("localhost"), 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel accepted = server.accept()) {
                Thread writer = Thread.ofVirtual().start(() -> write(accepted));
                client.read(ByteBuffer.allocate(1));
                writer.join();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(new byte[1]));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
