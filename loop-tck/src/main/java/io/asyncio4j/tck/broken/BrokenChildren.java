// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.ProcessLookupException;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.WriteTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of PROC. */
final class BrokenChildren {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("PROC-01", "starts programs through the shell",
                    starting((loop, command) -> List.of("/bin/sh", "-c", String.join(" ", command)))),
            new BrokenLoop("PROC-02", "starts something for an empty command",
                    starting((loop, command) -> command.isEmpty() ? List.of("true") : command)),
            new BrokenLoop("PROC-03", "tells by a status that a program is not there", StatusForMissing::new),
            new BrokenLoop("PROC-04", "lets children inherit their streams", sound -> new ForwardingLoop(sound) {
                @Override
                public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
                        Supplier<P> protocolFactory, String program, String... arguments) {
                    return subprocessExec(protocolFactory, List.of(program), ProcessOptions.INHERITED);
                }
            }),
            new BrokenLoop("PROC-05", "tells of output before it tells of the child",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        void connectionMade(BaseProtocol to, BaseTransport transport) {
                            if (transport instanceof SubprocessTransport) {
                                callLater(0.05, () -> super.connectionMade(to, transport));
                            } else {
                                super.connectionMade(to, transport);
                            }
                        }
                    }),
            new BrokenLoop("PROC-06", "tells twice that a stream has ended", sound -> new ForwardingLoop(sound) {
                @Override
                void pipeConnectionLost(SubprocessProtocol to, int fd, @Nullable Throwable error) {
                    super.pipeConnectionLost(to, fd, error);
                    super.pipeConnectionLost(to, fd, error);
                }
            }),
            new BrokenLoop("PROC-07", "tells twice that a child has ended", sound -> new ForwardingLoop(sound) {
                @Override
                void processExited(SubprocessProtocol to) {
                    super.processExited(to);
                    super.processExited(to);
                }
            }),
            new BrokenLoop("PROC-08", "counts signals as shells do",
                    with((loop, from) -> new ForwardingPipes.Child(loop, from) {
                        @Override
                        public @Nullable Integer getReturncode() {
                            Integer status = super.getReturncode();
                            return status != null && status < 0 ? (Integer) (128 - status) : status;
                        }
                    })),
            new BrokenLoop("PROC-09", "gives no transports of pipes",
                    with((loop, from) -> new ForwardingPipes.Child(loop, from) {
                        @Override
                        public @Nullable BaseTransport getPipeTransport(int fd) {
                            return null;
                        }
                    })),
            new BrokenLoop("PROC-10", "sends signals to nobody without a word",
                    with((loop, from) -> new ForwardingPipes.Child(loop, from) {
                        @Override
                        public void terminate() {
                            try {
                                super.terminate();
                            } catch (ProcessLookupException nobody) {
                                // That is what is broken.
                            }
                        }
                    })),
            new BrokenLoop("PROC-11", "fails when a child's transport is closed twice",
                    with((loop, from) -> new ForwardingPipes.Child(loop, from) {
                        @Override
                        public void close() {
                            if (isClosing()) {
                                throw new IllegalStateException("close: the transport is closing");
                            }
                            super.close();
                        }
                    })),
            new BrokenLoop("PROC-12", "kills a child when it is asked for its status",
                    with((loop, from) -> new ForwardingPipes.Child(loop, from) {
                        @Override
                        public @Nullable Integer getReturncode() {
                            Integer status = super.getReturncode();
                            if (status == null) {
                                close();
                            }
                            return status;
                        }
                    })),
            new BrokenLoop("PROC-14", "loses output that comes fast", sound -> new ForwardingLoop(sound) {
                private final Set<Integer> heard = new HashSet<>();

                @Override
                void pipeDataReceived(SubprocessProtocol to, int fd, byte[] data) {
                    if (heard.add(fd)) {
                        super.pipeDataReceived(to, fd, data);
                    }
                }
            }),
            new BrokenLoop("PROC-15", "does not say that a child reads no more", sound -> new ForwardingLoop(sound) {
                @Override
                void pipeConnectionLost(SubprocessProtocol to, int fd, @Nullable Throwable error) {
                    if (fd != 0) {
                        super.pipeConnectionLost(to, fd, error);
                    }
                }
            }),
            new BrokenLoop("PROC-16", "drops what a child has left behind", DropsTheRest::new),
            new BrokenLoop("PROC-17", "reads output that nobody takes", sound -> new ForwardingLoop(sound) {
                @Override
                ReadTransport readPipe(ReadTransport from) {
                    return new ForwardingPipes.Read(this, from) {
                        @Override
                        public void pauseReading() {}
                    };
                }
            }),
            new BrokenLoop("PROC-18", "lets a child live that nobody waits for any more", LetsLive::new),
            new BrokenLoop("PROC-19", "lets a child inherit the pipes of those before it", Inherits::new),
            new BrokenLoop("PROC-21", "starts children on the thread that made it only", OnItsThread::new));

    private BrokenChildren() {}

    private static UnaryOperator<AbstractEventLoop> with(
            BiFunction<ForwardingNetwork, SubprocessTransport, SubprocessTransport> wrap) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            SubprocessTransport child(SubprocessTransport from) {
                return wrap.apply(this, from);
            }
        };
    }

    private static UnaryOperator<AbstractEventLoop> starting(
            BiFunction<ForwardingNetwork, List<String>, List<String>> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
                    Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
                return super.subprocessExec(protocolFactory, change.apply(this, command), options);
            }
        };
    }

    private static final class StatusForMissing extends ForwardingLoop {
        StatusForMissing(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
                Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
            return createTask(() -> {
                try {
                    return super.subprocessExec(protocolFactory, command, options).await();
                } catch (IOException missing) {
                    return super.subprocessExec(
                            protocolFactory, List.of("/bin/sh", "-c", "exit 127"), ProcessOptions.PIPES).await();
                }
            });
        }
    }

    private static final class DropsTheRest extends ForwardingLoop {
        private @Nullable SubprocessTransport last;

        DropsTheRest(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        SubprocessTransport child(SubprocessTransport from) {
            last = from;
            return super.child(from);
        }

        @Override
        void pipeDataReceived(SubprocessProtocol to, int fd, byte[] data) {
            SubprocessTransport child = last;
            if (child == null || Objects.requireNonNull(child.getExtraInfo(ExtraInfo.SUBPROCESS)).isAlive()) {
                super.pipeDataReceived(to, fd, data);
            }
        }
    }

    private static final class LetsLive extends ForwardingLoop {
        LetsLive(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
                Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
            // What the loop lets live ends by itself after the proof.
            List<String> limited = Stream.concat(Stream.of("timeout", "3"), command.stream()).toList();
            return Shown.cancelling(super.subprocessExec(protocolFactory, limited, options), () -> false);
        }
    }

    /** What another child holds as well does not end when it is closed here. */
    private static final class Inherits extends ForwardingLoop {
        private final List<Process> children = new ArrayList<>();

        Inherits(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        SubprocessTransport child(SubprocessTransport from) {
            children.add(Objects.requireNonNull(from.getExtraInfo(ExtraInfo.SUBPROCESS)));
            return super.child(from);
        }

        @Override
        WriteTransport writePipe(WriteTransport from) {
            return new ForwardingPipes.Write(this, from) {
                @Override
                public void close() {
                    if (children.stream().filter(Process::isAlive).count() < 2) {
                        super.close();
                    }
                }
            };
        }
    }

    private static final class OnItsThread extends ForwardingLoop {
        private final Thread maker = Thread.currentThread();
        private @Nullable Thread runner;

        OnItsThread(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public void runForever() {
            runner = Thread.currentThread();
            super.runForever();
        }

        @Override
        public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessShell(
                Supplier<P> protocolFactory, String command, ProcessOptions options) {
            if (runner != maker) {
                throw new IllegalStateException("subprocessShell: children are watched by another thread");
            }
            return super.subprocessShell(protocolFactory, command, options);
        }
    }
}
