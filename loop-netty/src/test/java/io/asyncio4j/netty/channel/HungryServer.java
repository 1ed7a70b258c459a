// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.LoopStatistics;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes all descriptors of its process but a few, then serves; see {@link OutOfDescriptorsTest}, which talks to it. */
final class HungryServer {

    private static final int LEFT_OVER = 3;

    private final NettyEventLoop loop;
    private final List<FileInputStream> hoard = new ArrayList<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private int made;
    private int reports;

    private HungryServer(IoKind kind) {
        loop = NettyEventLoop.create(kind);
    }

    public static void main(String[] args) throws Exception {
        new HungryServer(IoKind.valueOf(args[0])).serve();
    }

    private void serve() throws Exception {
        loop.setExceptionHandler((owner, report) -> {
            if (reports++ == 0) {
                System.out.println("report " + report.message() + ": " + report.exception());
                watchCpu();
            }
        });
        var server = loop.runUntilComplete(loop.createServer(
                () -> new Protocol() {
                    @Override
                    public void connectionMade(BaseTransport transport) {
                        made++;
                        if (hoard.isEmpty()) {
                            System.out.println("made " + made);
                        }
                    }
                },
                "127.0.0.1", 0));
        int port = ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
        LoopStatistics.of(loop);
        warmUp(port);
        takeDescriptors();
        Thread.ofPlatform().daemon().start(this::listen);
        System.out.println("ready " + port);
        loop.runForever();
        loop.close();
        System.out.println("ended " + reports + " " + LoopStatistics.of(loop).transports().acceptFailures());
    }

    /** Uses everything once: classes cannot be loaded without descriptors. */
    private void warmUp(int port) throws Exception {
        Socket first = new Socket("127.0.0.1", port);
        while (made == 0) {
            loop.callLater(0.01, loop::stop);
            loop.runForever();
        }
        first.close();
        loop.callExceptionHandler(
                io.asyncio4j.events.ExceptionContext.of("warm-up").withException(new IOException("warm-up")));
        reports = 0;
        made = 0;
        Errno.of(new IOException("nothing"));
        threads.getThreadCpuTime(Thread.currentThread().threadId());
        loop.callLater(0.05, loop::stop);
        loop.runForever();
    }

    private void takeDescriptors() {
        try {
            while (true) {
                hoard.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            for (int i = 0; i < LEFT_OVER; i++) {
                release();
            }
        }
    }

    private void release() {
        try {
            hoard.removeLast().close();
        } catch (IOException ignored) {
            // Then it is free as well.
        }
    }

    /** How much the loop works in the half second after the report. */
    private void watchCpu() {
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadCpuTime(thread);
        loop.callLater(0.5, () -> System.out.println(
                "busy " + TimeUnit.NANOSECONDS.toMillis(threads.getThreadCpuTime(thread) - before)));
    }

    private void listen() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line; (line = in.readLine()) != null;) {
                if (line.equals("free")) {
                    loop.callSoonThreadsafe(() -> {
                        while (!hoard.isEmpty()) {
                            release();
                        }
                        System.out.println("made " + made);
                    });
                } else if (line.equals("end")) {
                    loop.callSoonThreadsafe(loop::stop);
                }
            }
        } catch (IOException parentIsGone) {
            loop.callSoonThreadsafe(loop::stop);
        }
    }
}
