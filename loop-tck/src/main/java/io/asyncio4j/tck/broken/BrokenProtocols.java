// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of TR: what protocols are told, and when. */
final class BrokenProtocols {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("TR-01", "lets writing resume after the connection is lost", sound -> new Knowing(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    super.connectionLost(to, error);
                    to.resumeWriting();
                }
            }),
            new BrokenLoop("TR-02", "tells a protocol twice that it is connected", sound -> new Knowing(sound) {
                @Override
                void connectionMade(BaseProtocol to, BaseTransport transport) {
                    super.connectionMade(to, transport);
                    super.connectionMade(to, transport);
                }
            }),
            new BrokenLoop("TR-03", "begins to read behind connectionMade, paused or not", BeginsToRead::new),
            new BrokenLoop("TR-04", "sends what connectionMade wrote a little later", WritesLater::new),
            new BrokenLoop("TR-05", "lets the creator go on before connectionMade", sound -> new Knowing(sound) {
                @Override
                void connectionMade(BaseProtocol to, BaseTransport transport) {
                    callLater(0.01, () -> super.connectionMade(to, transport));
                }
            }),
            new BrokenLoop("TR-12", "does not pause in writelines", NoPauseInLines::new),
            new BrokenLoop("TR-18", "seems open when sending has failed", SeemsOpen::new),
            new BrokenLoop("TR-25", "pauses in a later turn", sound -> new Knowing(sound) {
                @Override
                void pauseWriting(BaseProtocol to) {
                    callSoon(to::pauseWriting);
                }
            }),
            new BrokenLoop("TR-26", "pauses twice", sound -> new Knowing(sound) {
                @Override
                void pauseWriting(BaseProtocol to) {
                    to.pauseWriting();
                    to.pauseWriting();
                }
            }),
            new BrokenLoop("TR-29", "aborts when pauseWriting throws", sound -> new Knowing(sound) {
                @Override
                void pauseWriting(BaseProtocol to) {
                    try {
                        to.pauseWriting();
                    } catch (RuntimeException error) {
                        of(to).abort();
                        throw error;
                    }
                }
            }),
            new BrokenLoop("TR-30", "loses a pause inside resumeWriting", LosesPause::new),
            new BrokenLoop("TR-35", "goes on with what it had read when it is paused", sound -> new Knowing(sound) {
                @Override
                void dataReceived(Protocol to, byte[] data) {
                    callSoon(() -> to.dataReceived(data));
                }
            }),
            new BrokenLoop("TR-38", "uses the array of what was received again", sound -> new Knowing(sound) {
                @Override
                void dataReceived(Protocol to, byte[] data) {
                    to.dataReceived(data);
                    Arrays.fill(data, (byte) 0);
                }
            }),
            new BrokenLoop("TR-39", "hands out all it had read when it is closed", sound -> new Knowing(sound) {
                @Override
                void dataReceived(Protocol to, byte[] data) {
                    int half = data.length / 2;
                    if (half > 0) {
                        to.dataReceived(Arrays.copyOf(data, half));
                    }
                    to.dataReceived(Arrays.copyOfRange(data, half, data.length));
                }
            }),
            new BrokenLoop("TR-40", "drops what it has not sent when the peer ends", sound -> new Knowing(sound) {
                @Override
                boolean eofReceived(BaseProtocol to) {
                    boolean keeps = super.eofReceived(to);
                    if (!keeps) {
                        of(to).abort();
                    }
                    return keeps;
                }
            }),
            new BrokenLoop("TR-41", "closes when the peer ends, whatever eofReceived says",
                    sound -> new Knowing(sound) {
                        @Override
                        boolean eofReceived(BaseProtocol to) {
                            boolean unused = super.eofReceived(to);
                            return false;
                        }
                    }),
            new BrokenLoop("TR-42", "tells twice that the peer has ended", sound -> new Knowing(sound) {
                @Override
                boolean eofReceived(BaseProtocol to) {
                    boolean first = super.eofReceived(to);
                    boolean again = super.eofReceived(to);
                    return first || again;
                }
            }),
            new BrokenLoop("TR-43", "swallows what eofReceived throws", sound -> new Knowing(sound) {
                @Override
                boolean eofReceived(BaseProtocol to) {
                    try {
                        return super.eofReceived(to);
                    } catch (RuntimeException swallowed) {
                        return false;
                    }
                }
            }),
            new BrokenLoop("TR-49", "tells inside close() that the connection is lost", TellsInside::new),
            new BrokenLoop("TR-50", "tells twice that the connection is lost", sound -> new Knowing(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    super.connectionLost(to, error);
                    super.connectionLost(to, error);
                }
            }),
            new BrokenLoop("TR-52", "never says why a connection is lost", sound -> new Knowing(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    super.connectionLost(to, null);
                }
            }),
            new BrokenLoop("TR-53", "takes a reset for an end as well", sound -> new Knowing(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    if (error instanceof IOException) {
                        boolean unused = eofReceived(to);
                    }
                    super.connectionLost(to, error);
                }
            }),
            new BrokenLoop("TR-54", "goes on when dataReceived throws", sound -> new Knowing(sound) {
                @Override
                void dataReceived(Protocol to, byte[] data) {
                    try {
                        to.dataReceived(data);
                    } catch (RuntimeException error) {
                        callExceptionHandler(ExceptionContext.of("Fatal error: protocol.dataReceived() call failed.")
                                .withException(error).withProtocol(to).withTransport(of(to)));
                    }
                }
            }),
            new BrokenLoop("TR-56", "swallows what connectionLost throws", sound -> new Knowing(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    try {
                        super.connectionLost(to, error);
                    } catch (RuntimeException swallowed) {
                        // That is what is broken.
                    }
                }
            }),
            new BrokenLoop("TR-61", "tells the first protocol that the connection is lost",
                    sound -> new Knowing(sound) {
                        @Override
                        void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                            BaseProtocol first = first();
                            super.connectionLost(first == null ? to : first, error);
                        }
                    }));

    private BrokenProtocols() {}

    /** Knows which transport a protocol has. */
    private static class Knowing extends ForwardingLoop {
        private final Map<BaseProtocol, BaseTransport> transports = new IdentityHashMap<>();
        private @Nullable BaseProtocol first;

        Knowing(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        void connectionMade(BaseProtocol to, BaseTransport transport) {
            transports.put(to, transport);
            if (first == null) {
                first = to;
            }
            super.connectionMade(to, transport);
        }

        final Transport of(BaseProtocol protocol) {
            return (Transport) Objects.requireNonNull(transports.get(protocol));
        }

        final @Nullable BaseProtocol first() {
            return first;
        }
    }

    private static final class BeginsToRead extends Knowing {
        BeginsToRead(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        void connectionMade(BaseProtocol to, BaseTransport transport) {
            super.connectionMade(to, transport);
            ((Transport) transport).resumeReading();
        }
    }

    private static final class WritesLater extends Knowing {
        private boolean making;

        WritesLater(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        void connectionMade(BaseProtocol to, BaseTransport transport) {
            making = true;
            super.connectionMade(to, transport);
            making = false;
        }

        @Override
        Transport transport(Transport from) {
            return new ForwardingTransport(this, from) {
                @Override
                public void write(byte[] data) {
                    if (making) {
                        loop.callLater(0.01, () -> super.write(data));
                    } else {
                        super.write(data);
                    }
                }
            };
        }
    }

    private static final class NoPauseInLines extends Knowing {
        private boolean lines;

        NoPauseInLines(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        void pauseWriting(BaseProtocol to) {
            if (!lines) {
                super.pauseWriting(to);
            }
        }

        @Override
        Transport transport(Transport from) {
            return new ForwardingTransport(this, from) {
                @Override
                public void writelines(Iterable<byte[]> given) {
                    lines = true;
                    super.writelines(given);
                    lines = false;
                }
            };
        }
    }

    private static final class SeemsOpen extends Knowing {
        SeemsOpen(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        Transport transport(Transport from) {
            return new ForwardingTransport(this, from) {
                private boolean closed;

                @Override
                public void close() {
                    closed = true;
                    super.close();
                }

                @Override
                public void abort() {
                    closed = true;
                    super.abort();
                }

                @Override
                public boolean isClosing() {
                    return closed;
                }
            };
        }
    }

    private static final class LosesPause extends Knowing {
        private boolean resuming;

        LosesPause(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        void pauseWriting(BaseProtocol to) {
            if (!resuming) {
                super.pauseWriting(to);
            }
        }

        @Override
        void resumeWriting(BaseProtocol to) {
            resuming = true;
            super.resumeWriting(to);
            resuming = false;
        }
    }

    private static final class TellsInside extends Knowing {
        private @Nullable BaseProtocol told;

        TellsInside(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        void connectionLost(BaseProtocol to, @Nullable Throwable error) {
            if (to != told) {
                super.connectionLost(to, error);
            }
        }

        @Override
        Transport transport(Transport from) {
            return new ForwardingTransport(this, from) {
                @Override
                public void close() {
                    boolean first = !isClosing();
                    super.close();
                    if (first && getWriteBufferSize() == 0) {
                        told = Objects.requireNonNull(getProtocol());
                        told.connectionLost(null);
                    }
                }
            };
        }
    }
}
