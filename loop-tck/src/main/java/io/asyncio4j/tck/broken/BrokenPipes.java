// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.net.Connection;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.WriteTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of PIPE. */
final class BrokenPipes {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("PIPE-01", "finds out about files in the future", sound -> new ForwardingLoop(sound) {
                @Override
                public <P extends BaseProtocol> Future<Connection<ReadTransport, P>> connectReadPipe(
                        Supplier<P> protocolFactory, ReadableByteChannel pipe) {
                    return Shown.failing(
                            this,
                            () -> super.connectReadPipe(protocolFactory, pipe),
                            error -> new IOException("Operation not permitted", error));
                }
            }),
            new BrokenLoop("PIPE-02", "does not tell of the end of input", sound -> new ForwardingLoop(sound) {
                @Override
                boolean eofReceived(BaseProtocol to) {
                    return false;
                }
            }),
            new BrokenLoop("PIPE-03", "fails when reading is paused twice",
                    reading((loop, from) -> new ForwardingPipes.Read(loop, from) {
                        @Override
                        public void pauseReading() {
                            if (!isReading()) {
                                throw new IllegalStateException("pauseReading: reading is paused");
                            }
                            super.pauseReading();
                        }
                    })),
            new BrokenLoop("PIPE-04", "never pauses writing", sound -> new ForwardingLoop(sound) {
                @Override
                void pauseWriting(BaseProtocol to) {}
            }),
            new BrokenLoop("PIPE-05", "never says why a pipe is lost", sound -> new ForwardingLoop(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    super.connectionLost(to, null);
                }
            }),
            new BrokenLoop("PIPE-06", "drops what it has not written at the end of writing",
                    writing((loop, from) -> new ForwardingPipes.Write(loop, from) {
                        @Override
                        public void writeEof() {
                            abort();
                        }
                    })),
            new BrokenLoop("PIPE-07", "writes what it has although it is aborted",
                    writing((loop, from) -> new ForwardingPipes.Write(loop, from) {
                        @Override
                        public void abort() {
                            close();
                        }
                    })),
            new BrokenLoop("PIPE-08", "does not know its pipe",
                    reading((loop, from) -> new ForwardingPipes.Read(loop, from) {
                        @Override
                        public @Nullable Object getExtraInfo(String name) {
                            return name.equals("pipe") ? null : super.getExtraInfo(name);
                        }
                    })),
            new BrokenLoop("PIPE-09", "reports the end of a terminal", ReportsTerminals::new),
            new BrokenLoop("PIPE-10", "reads pipes by a thread that blocks", Pumps::new),
            new BrokenLoop("PIPE-11", "lets the caller go on before connectionMade",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        void connectionMade(BaseProtocol to, BaseTransport transport) {
                            callLater(0.01, () -> super.connectionMade(to, transport));
                        }
                    }));

    private BrokenPipes() {}

    private static UnaryOperator<AbstractEventLoop> reading(
            BiFunction<ForwardingNetwork, ReadTransport, ReadTransport> wrap) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            ReadTransport readPipe(ReadTransport from) {
                return wrap.apply(this, from);
            }
        };
    }

    private static UnaryOperator<AbstractEventLoop> writing(
            BiFunction<ForwardingNetwork, WriteTransport, WriteTransport> wrap) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            WriteTransport writePipe(WriteTransport from) {
                return wrap.apply(this, from);
            }
        };
    }

    /** Terminals are the pipes that are files. */
    private static final class ReportsTerminals extends ForwardingLoop {
        private boolean terminal;

        ReportsTerminals(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<ReadTransport, P>> connectReadPipe(
                Supplier<P> protocolFactory, ReadableByteChannel pipe) {
            terminal |= pipe instanceof FileChannel;
            return super.connectReadPipe(protocolFactory, pipe);
        }

        @Override
        void connectionLost(BaseProtocol to, @Nullable Throwable error) {
            if (terminal) {
                callExceptionHandler(ExceptionContext.of("Fatal read error on pipe transport")
                        .withException(error == null ? new IOException("Input/output error") : error));
            }
            super.connectionLost(to, error);
        }
    }

    private static final class Pumps extends ForwardingLoop {
        Pumps(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<ReadTransport, P>> connectReadPipe(
                Supplier<P> protocolFactory, ReadableByteChannel pipe) {
            try {
                Pipe between = Pipe.open();
                Thread.ofVirtual().start(() -> pump(pipe, between.sink()));
                return super.connectReadPipe(protocolFactory, between.source());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void pump(ReadableByteChannel from, Pipe.SinkChannel to) {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            try (from; to) {
                while (from.read(buffer.clear()) >= 0) {
                    to.write(buffer.flip());
                }
            } catch (IOException closed) {
                // One of the two ends has gone.
            }
        }
    }
}
