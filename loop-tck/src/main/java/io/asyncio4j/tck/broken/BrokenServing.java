// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of SRV: the life of a server, and what it says of itself. */
final class BrokenServing {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("SRV-10", "accepts whoever comes before anything else has its turn", AcceptsFirst::new),
            new BrokenLoop("SRV-19", "has servers that start once", with(StartsOnce::new)),
            new BrokenLoop("SRV-21", "takes an open socket for a server that serves",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public boolean isServing() {
                            return !sockets().isEmpty();
                        }
                    })),
            new BrokenLoop("SRV-22", "lists the sockets of a closed server", with(ListsForEver::new)),
            new BrokenLoop("SRV-23", "lets a server's sockets block",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public List<TransportSocket> sockets() {
                            return super.sockets().stream().map(BrokenServers::unguarded).toList();
                        }
                    })),
            new BrokenLoop("SRV-24", "goes on serving when nobody serves for ever any more",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public Future<@Nullable Void> serveForever() {
                            return Shown.cancelling(super.serveForever(), () -> false);
                        }
                    })),
            new BrokenLoop("SRV-25", "lets several serve for ever", with(ServesTwice::new)),
            new BrokenLoop("SRV-26", "takes the end of a server for a result of serving",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public Future<@Nullable Void> serveForever() {
                            Future<@Nullable Void> shown = loop.createFuture();
                            super.serveForever().addDoneCallback(done -> shown.setResult(null));
                            return shown;
                        }
                    })),
            new BrokenLoop("SRV-27", "closes servers in a later turn",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public void close() {
                            loop.callSoon(super::close);
                        }
                    })),
            new BrokenLoop("SRV-28", "closes the connections with their server",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public void close() {
                            super.close();
                            closeClients();
                        }
                    })),
            new BrokenLoop("SRV-30", "fails when a server is closed twice", with(ClosesOnce::new)),
            new BrokenLoop("SRV-31", "waits for the close, not for the connections", with(WaitsForClose::new)),
            new BrokenLoop("SRV-33", "aborts the clients it should close",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public void closeClients() {
                            abortClients();
                        }
                    })),
            new BrokenLoop("SRV-34", "never waits for a server's end",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public Future<@Nullable Void> waitClosed() {
                            Future<@Nullable Void> done = loop.createFuture();
                            done.setResult(null);
                            return done;
                        }
                    })),
            new BrokenLoop("SRV-35", "has servers that name the loop inside it",
                    with((loop, from) -> new ForwardingServer(loop, from) {
                        @Override
                        public AbstractEventLoop loop() {
                            return base.loop();
                        }
                    })));

    private BrokenServing() {}

    private static UnaryOperator<AbstractEventLoop> with(BiFunction<ForwardingNetwork, Server, Server> wrap) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            Server server(Server from) {
                return wrap.apply(this, from);
            }
        };
    }

    /** From a first connection on, what is due waits until there are some more, but not for ever. */
    private static final class AcceptsFirst extends ForwardingLoop {
        private static final int CROWD = 10;
        private static final double PATIENCE_SECONDS = 0.2;

        private final List<Runnable> waiting = new ArrayList<>();
        private int accepted;

        AcceptsFirst(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<Server> createServer(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
            return super.createServer(() -> {
                accepted++;
                return protocolFactory.get();
            }, options);
        }

        @Override
        public Handle callSoon(Runnable callback, @Nullable Context context) {
            if (accepted == 0 || accepted % CROWD == 0) {
                letGo();
                return super.callSoon(callback, context);
            }
            waiting.add(() -> super.callSoon(callback, context));
            callLater(PATIENCE_SECONDS, this::letGo);
            return new Handle(callback, this, context);
        }

        private void letGo() {
            List<Runnable> due = List.copyOf(waiting);
            waiting.clear();
            due.forEach(Runnable::run);
        }
    }

    private static final class ServesTwice extends ForwardingServer {
        private @Nullable Future<@Nullable Void> serving;

        ServesTwice(ForwardingNetwork loop, Server base) {
            super(loop, base);
        }

        @Override
        public Future<@Nullable Void> serveForever() {
            if (serving != null && !serving.done()) {
                return loop.createFuture();
            }
            Future<@Nullable Void> first = super.serveForever();
            serving = first;
            return first;
        }
    }

    private static final class StartsOnce extends ForwardingServer {
        StartsOnce(ForwardingNetwork loop, Server base) {
            super(loop, base);
        }

        @Override
        public Future<@Nullable Void> startServing() {
            if (isServing()) {
                throw new IllegalStateException("startServing: the server serves already");
            }
            return super.startServing();
        }
    }

    private static final class ListsForEver extends ForwardingServer {
        private final List<TransportSocket> sockets;

        ListsForEver(ForwardingNetwork loop, Server base) {
            super(loop, base);
            this.sockets = base.sockets();
        }

        @Override
        public List<TransportSocket> sockets() {
            return sockets;
        }
    }

    private static final class ClosesOnce extends ForwardingServer {
        private boolean closed;

        ClosesOnce(ForwardingNetwork loop, Server base) {
            super(loop, base);
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("close: the server is closed");
            }
            closed = true;
            super.close();
        }
    }

    /** As CPython before 3.12. */
    private static final class WaitsForClose extends ForwardingServer {
        private final Future<@Nullable Void> closed;

        WaitsForClose(ForwardingNetwork loop, Server base) {
            super(loop, base);
            this.closed = loop.createFuture();
        }

        @Override
        public void close() {
            super.close();
            if (!closed.done()) {
                closed.setResult(null);
            }
        }

        @Override
        public Future<@Nullable Void> waitClosed() {
            return closed;
        }
    }
}
