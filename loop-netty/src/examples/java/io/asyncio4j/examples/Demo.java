// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.tasks.Task;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code mvn -q -Pdemo} runs: an echo service and a hundred clients, all of them coroutines on one loop.
 *
 * <p>
 * The property {@code demo.serve} (empty when Maven was not given it) is a port on which the service then stays up for
 * anybody's client.
 */
public final class Demo {

    private static final int CLIENTS = 100;
    private static final int MESSAGES = 100;
    private static final int LARGEST = 16 * 1024;

    private Demo() {}

    /** See the class. */
    public static void main(String[] args) {
        System.exit(run(System.getProperty("demo.serve", "").trim()));
    }

    private static int run(String servePort) {
        try {
            int port = servePort.isEmpty() ? 0 : Integer.parseInt(servePort);
            Asyncio.run(() -> demo(port, !servePort.isEmpty()));
            return 0;
        } catch (NumberFormatException e) {
            System.err.println("demo: demo.serve is \"" + servePort + "\"; give a port, such as -Ddemo.serve=8888");
        } catch (Exception failure) {
            System.err.println("demo: " + failure.getMessage());
        }
        return 1;
    }

    private static void demo(int port, boolean stay) throws Exception {
        try (Server server = Asyncio.startServer(EchoServer::echo, "127.0.0.1", port)) {
            NettyEventLoop loop = (NettyEventLoop) Asyncio.getRunningLoop();
            InetSocketAddress address =
                    (InetSocketAddress) server.sockets().get(0).getsockname();
            say("asyncio4j demo: an echo service and its clients, all coroutines on one event loop");
            say("  service    %s:%d", address.getHostString(), address.getPort());
            say("  poller     %s", loop.kind());
            say("  coroutines %s, Java %s", loop.carrier().name(), Runtime.version());
            EchoCheck.Tally tally = new EchoCheck.Tally();
            double seconds = drive(loop, address, tally);
            say(
                    "  %d clients sent %,d messages of 1 to %,d bytes (%.1f MB); every byte came back as it was sent",
                    CLIENTS, tally.messages, LARGEST, tally.bytes / 1e6);
            say(
                    "  in %.2f s: %,.0f messages a second, %.0f MB/s each way",
                    seconds, tally.messages / seconds, tally.bytes / 1e6 / seconds);
            if (stay) {
                say("serving on %s:%d, for instance for: nc %1$s %2$d (Ctrl-C ends it)", address.getHostString(),
                        address.getPort());
                server.serveForever().await();
            }
        }
    }

    private static double drive(AbstractEventLoop loop, InetSocketAddress address, EchoCheck.Tally tally)
            throws Exception {
        double begin = loop.time();
        List<Task<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            long seed = i;
            EchoCheck check = new EchoCheck(address.getHostString(), address.getPort(), tally);
            clients.add(Asyncio.createTask(() -> check.run(seed, MESSAGES, LARGEST, true)));
        }
        Asyncio.gather(clients).await();
        return loop.time() - begin;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
