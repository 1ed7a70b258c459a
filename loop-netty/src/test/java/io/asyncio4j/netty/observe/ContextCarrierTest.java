// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.asyncio4j.Asyncio;
import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopGroup;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.AsyncGenerator;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** SLF4J's MDC and OpenTelemetry's context go where a context variable would go, on both carriers. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"loop", "baton"})
class ContextCarrierTest {

    @Parameter
    String carrier;

    private NettyEventLoop loop;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        MdcCarrier.register();
        OpenTelemetryCarrier.register();
        MDC.clear();
        loop = NettyEventLoop.create();
    }

    @AfterEach
    void close() {
        loop.close();
        MdcCarrier.unregister();
        OpenTelemetryCarrier.unregister();
        MDC.clear();
        System.clearProperty(TaskCarrier.PROPERTY);
    }

    private void run(CoroutineAction main) throws Exception {
        loop.runUntilComplete(loop.createTask(main));
    }

    /** What a log line would show. */
    private void log(String what) {
        log.add(what + " " + MDC.get("request"));
    }

    private static void request(String id) {
        MDC.put("request", id);
    }

    private void handle(String id) {
        request(id);
        for (int i = 0; i < 3; i++) {
            log("step " + i + " of " + id);
            Asyncio.sleep(0);
        }
    }

    @Test
    void coroutinesThatTakeTurnsDoNotSeeEachOther() throws Exception {
        run(() -> {
            Task<?> a = Asyncio.createTask(() -> handle("a"));
            Task<?> b = Asyncio.createTask(() -> handle("b"));
            a.await();
            b.await();
            log("who made them");
        });
        assertEquals(
                List.of("step 0 of a a", "step 0 of b b", "step 1 of a a", "step 1 of b b", "step 2 of a a",
                        "step 2 of b b", "who made them null"),
                log);
        assertNull(MDC.get("request"), "nothing is left on the loop's thread");
    }

    @Test
    void aTaskHasWhatWasThereWhenItWasMadeAndChangesStayOnTheirSide() throws Exception {
        run(() -> {
            request("parent");
            Task<?> child = Asyncio.createTask(() -> {
                log("child");
                Asyncio.sleep(0);
                log("child later");
                request("child");
                Asyncio.sleep(0);
                log("child at the end");
            });
            request("parent, changed");
            child.await();
            log("parent");
        });
        assertEquals(
                List.of("child parent", "child later parent", "child at the end child", "parent parent, changed"), log);
    }

    @Test
    void callbacksHaveWhatTheirRegistrationHad() throws Exception {
        run(() -> {
            Future<Void> done = loop.createFuture();
            request("1");
            loop.callSoon(() -> log("callSoon"));
            request("2");
            loop.callLater(0.001, () -> log("callLater"));
            request("3");
            done.addDoneCallback(future -> log("done callback"));
            request("4");
            loop.callSoon(() -> done.setResult(null));
            done.await();
            Asyncio.sleep(0.01);
            log("coroutine");
        });
        log.sort(null);
        assertEquals(List.of("callLater 2", "callSoon 1", "coroutine 4", "done callback 3"), log);
        assertNull(MDC.get("request"));
    }

    @Test
    void whatACallbackSetsIsSeenByWhatItMakesAndByNobodyElse() throws Exception {
        run(() -> {
            request("outer");
            Future<Void> done = loop.createFuture();
            loop.callSoon(() -> {
                request("inner");
                loop.callSoon(() -> log("made by the callback"));
                Asyncio.createTask(() -> log("task of the callback"));
            });
            loop.callSoon(() -> log("another callback"));
            loop.callLater(0.01, () -> done.setResult(null));
            done.await();
            log("coroutine");
        });
        log.sort(null);
        assertEquals(
                List.of("another callback outer", "coroutine outer", "made by the callback inner",
                        "task of the callback inner"),
                log);
    }

    @Test
    void toThreadTakesItAlongAndRunInExecutorDoesNot() throws Exception {
        run(() -> {
            request("thread");
            Asyncio.toThread(() -> {
                log("toThread");
                request("changed there");
            });
            log("coroutine");
            loop.runInExecutor(null, () -> log("runInExecutor")).await();
        });
        assertEquals(List.of("toThread thread", "coroutine thread", "runInExecutor null"), log);
    }

    @Test
    void otherThreadsGiveTheirOwn() throws Exception {
        run(() -> {
            request("loop");
            Future<Void> done = loop.createFuture();
            Thread.ofPlatform().start(() -> {
                request("foreign");
                loop.callSoonThreadsafe(() -> log("callSoonThreadsafe"));
                Asyncio.runCoroutineThreadsafe(() -> {
                    log("coroutine of another thread");
                    done.setResult(null);
                    return null;
                }, loop);
            });
            done.await();
            log("coroutine");
        });
        assertEquals(
                List.of("callSoonThreadsafe foreign", "coroutine of another thread foreign", "coroutine loop"), log);
    }

    @Test
    void contextsThatAreEnteredByHand() throws Exception {
        run(() -> {
            request("one");
            Context copy = Context.copyCurrent();
            request("two");
            copy.run(() -> {
                log("in the copy");
                request("three");
            });
            log("outside");
            copy.run(() -> log("in the copy again"));
            new Context().run(() -> log("in an empty one"));
        });
        assertEquals(
                List.of("in the copy one", "outside two", "in the copy again three", "in an empty one null"), log);
    }

    @Test
    void anAsyncGeneratorIsPartOfItsConsumer() throws Exception {
        run(() -> {
            request("consumer");
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                log("body");
                request("set by the body");
                Asyncio.sleep(0);
                out.yield(1);
                log("body again");
            });
            while (numbers.hasNext()) {
                numbers.next();
                log("consumer");
                request("set by the consumer");
            }
            log("at the end");
        });
        assertEquals(
                List.of("body consumer", "consumer set by the body", "body again set by the consumer",
                        "at the end set by the consumer"),
                log);
    }

    @Test
    void theExceptionHandlerHasWhatTheCallbackHad() throws Exception {
        loop.setExceptionHandler((where, report) -> log("handler"));
        run(() -> {
            request("failing");
            loop.callSoon(() -> {
                throw new IllegalStateException("a callback of this test fails");
            });
            Asyncio.sleep(0.01);
        });
        assertEquals(List.of("handler failing"), log);
    }

    private final class Connection implements Protocol {
        private final String id;

        Connection(String id) {
            this.id = id;
        }

        @Override
        public void connectionMade(BaseTransport transport) {
            log("made");
            request(id);
            if (id.equals("client")) {
                ((Transport) transport).write(new byte[] {1});
            }
        }

        @Override
        public void dataReceived(byte[] data) {
            log("data");
        }
    }

    @Test
    void whatAProtocolSetsWhenItsConnectionIsMadeStaysWithTheConnection() throws Exception {
        run(() -> {
            request("who listens");
            Server server = loop.createServer(() -> new Connection("server side"), ListenOptions.at("127.0.0.1", 0))
                    .await();
            int port = ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
            request("who connects");
            Transport client =
                    loop.createConnection(() -> new Connection("client"), ConnectOptions.to("127.0.0.1", port))
                            .await()
                            .transport();
            while (!log.contains("data server side")) {
                Asyncio.sleep(0.001);
            }
            client.abort();
            server.close();
            server.closeClients();
            server.waitClosed().await();
        });
        log.sort(null);
        assertEquals(List.of("data server side", "made who connects", "made who listens"), log);
    }

    @Test
    void onAnAttachedLoopNettysHandlersAndCallbacksDoNotSeeEachOther() throws Exception {
        try (NettyLoopGroup group = NettyLoopGroup.start(1)) {
            NettyEventLoop attached = group.loops().getFirst();
            CompletableFuture<@Nullable String> after = new CompletableFuture<>();
            attached.eventLoop().execute(() -> {
                request("netty");
                attached.callSoonThreadsafe(() -> log("callback"), new Context());
                attached.eventLoop().schedule(() -> after.complete(MDC.get("request")), 50, TimeUnit.MILLISECONDS);
            });
            assertEquals("netty", after.get(20, TimeUnit.SECONDS));
        }
        assertEquals(List.of("callback null"), log);
    }

    // ---- OpenTelemetry

    private static Span span(String id) {
        return Span.wrap(SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c", id, TraceFlags.getSampled(), TraceState.getDefault()));
    }

    private void logSpan(String what) {
        log.add(what + " " + Span.current().getSpanContext().getSpanId().substring(14));
    }

    @Test
    void theCurrentSpanIsThatOfTheCoroutine() throws Exception {
        run(() -> {
            Task<?> child;
            try (Scope scope = span("00000000000000aa").makeCurrent()) {
                Asyncio.sleep(0);
                logSpan("after an await");
                child = Asyncio.createTask(() -> {
                    logSpan("child");
                    Asyncio.sleep(0.002);
                    try (Scope inner = span("00000000000000bb").makeCurrent()) {
                        Asyncio.sleep(0.002);
                        logSpan("child in a span of its own");
                    }
                    logSpan("child again");
                });
                loop.callLater(0.001, () -> logSpan("timer"));
                Asyncio.toThread(() -> logSpan("thread"));
                Asyncio.sleep(0.02);
                logSpan("parent");
            }
            logSpan("without a span");
            child.await();
        });
        log.sort(null);
        assertEquals(
                List.of("after an await aa", "child aa", "child again aa", "child in a span of its own bb",
                        "parent aa", "thread aa", "timer aa", "without a span 00"),
                log);
        assertEquals(Span.getInvalid(), Span.current());
    }
}
