// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Loops that break the rules of SF. */
final class BrokenSendfile {

    /** What a record of TLS takes. */
    private static final long RECORD_BYTES = 16_384;

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("SF-01", "begins at the file's own position", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
                    try {
                        return super.sendfile(
                                transport, file, options.offset() == 0 ? options.offset(file.position()) : options);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }),
            new BrokenLoop("SF-02", "sends to the end of the file whatever count it is given",
                    changed(options -> new SendfileOptions(options.offset(), null, options.fallback()))),
            new BrokenLoop("SF-03", "leaves the file's position where it was", LeavesPosition::new),
            new BrokenLoop("SF-05", "sends nothing on a closing transport, and says so",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public Future<Long> sendfile(
                                BaseTransport transport, FileChannel file, SendfileOptions options) {
                            return transport.isClosing() ? done(0) : super.sendfile(transport, file, options);
                        }

                        private Future<Long> done(long sent) {
                            Future<Long> future = createFuture();
                            future.setResult(sent);
                            return future;
                        }
                    }),
            new BrokenLoop("SF-06", "casts each transport to one of streams", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
                    return Shown.failing(
                            this,
                            () -> super.sendfile(transport, file, options),
                            error -> transport instanceof DatagramTransport
                                    ? new ClassCastException("not a stream")
                                    : error);
                }
            }),
            new BrokenLoop("SF-07", "sends the file before what was written before",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        Transport transport(Transport from) {
                            return new ForwardingTransport(this, from) {
                                @Override
                                public void write(byte[] data) {
                                    byte[] kept = data.clone();
                                    loop.callLater(0.02, () -> super.write(kept));
                                }
                            };
                        }
                    }),
            new BrokenLoop("SF-08", "keeps what is written meanwhile for later", KeepsWrites::new),
            new BrokenLoop("SF-10", "falls back although it should not", changed(options -> options.fallback(true))),
            new BrokenLoop("SF-11", "reads the file itself", ReadsItself::new),
            new BrokenLoop("SF-15", "takes a lost connection for the end of the file", TakesLossForEnd::new),
            new BrokenLoop("SF-16", "sends one record of a file over TLS", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
                    return super.sendfile(
                            transport,
                            file,
                            transport.getExtraInfo("sslcontext") == null ? options : options.count(RECORD_BYTES));
                }
            }),
            new BrokenLoop("SF-17", "sends to the end of the file on sockets", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<Long> sockSendfile(SocketChannel sock, FileChannel file, SendfileOptions options) {
                    return super.sockSendfile(
                            sock, file, new SendfileOptions(options.offset(), null, options.fallback()));
                }
            }),
            new BrokenLoop("SF-18", "goes on sending when nobody waits any more", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
                    return Shown.cancelling(super.sendfile(transport, file, options), () -> false);
                }

                @Override
                public Future<Long> sockSendfile(SocketChannel sock, FileChannel file, SendfileOptions options) {
                    return Shown.cancelling(super.sockSendfile(sock, file, options), () -> false);
                }
            }));

    private BrokenSendfile() {}

    private static UnaryOperator<AbstractEventLoop> changed(UnaryOperator<SendfileOptions> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
                return super.sendfile(transport, file, change.apply(options));
            }
        };
    }

    private static final class LeavesPosition extends ForwardingLoop {
        LeavesPosition(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
            return createTask(() -> {
                long before = file.position();
                try {
                    return super.sendfile(transport, file, options).await();
                } finally {
                    file.position(before);
                }
            });
        }
    }

    private static final class KeepsWrites extends ForwardingLoop {
        private final List<Runnable> kept = new ArrayList<>();
        private boolean sending;

        KeepsWrites(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
            sending = true;
            Future<Long> sent = super.sendfile(transport, file, options);
            sent.addDoneCallback(done -> {
                sending = false;
                kept.forEach(Runnable::run);
                kept.clear();
            });
            return sent;
        }

        @Override
        Transport transport(Transport from) {
            return new ForwardingTransport(this, from) {
                @Override
                public void write(byte[] data) {
                    if (sending) {
                        kept.add(() -> super.write(data));
                    } else {
                        super.write(data);
                    }
                }
            };
        }
    }

    /** On the loop, all at once, and past the flow control. */
    private static final class ReadsItself extends ForwardingLoop {
        ReadsItself(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
            Future<Long> sent = createFuture();
            try {
                ByteBuffer data = ByteBuffer.allocate((int) (file.size() - options.offset()));
                long position = options.offset();
                while (data.hasRemaining()) {
                    position += file.read(data, position);
                }
                ((Transport) transport).write(data.flip());
                file.position(position);
                sent.setResult(position - options.offset());
            } catch (IOException e) {
                sent.setException(e);
            }
            return sent;
        }
    }

    private static final class TakesLossForEnd extends ForwardingLoop {
        TakesLossForEnd(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
            return createTask(() -> {
                try {
                    return super.sendfile(transport, file, options).await();
                } catch (IOException lost) {
                    return file.position() - options.offset();
                }
            });
        }
    }
}
