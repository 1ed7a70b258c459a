// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.examples.Child;
import io.asyncio4j.examples.Loops;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.harness.net.FaultProxy;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example client against redis-server, over TCP and over its unix socket. */
@Timeout(300)
class RedisInteropTest {

    @TempDir
    static Path folder;

    private static int port;
    private static Path socket;
    private static Child server;

    @BeforeAll
    static void startRedis() throws Exception {
        port = Loops.freePort();
        socket = folder.resolve("redis.sock");
        server = Child.start(
                "redis-server",
                List.of("redis-server", "--bind", "127.0.0.1", "--port", Integer.toString(port), "--unixsocket",
                        socket.toString(), "--dir", folder.toString(), "--save", "", "--appendonly", "no",
                        "--daemonize", "no", "--enable-debug-command", "yes"));
        // It says so of the unix socket last.
        server.awaitPart("ready to accept connections at");
    }

    @AfterAll
    static void stopRedis() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    static Stream<Arguments> rows() {
        return Loops.kinds().flatMap(kind -> Stream.of(false, true).map(unix -> Arguments.of(kind, unix)));
    }

    private static RedisClient connect(boolean unix) throws IOException {
        return unix ? RedisClient.connect(socket) : RedisClient.connect("127.0.0.1", port);
    }

    private static void run(IoKind kind, CoroutineAction body) {
        Loops.run(kind, TlsProvider.AUTO, body);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void manyCommandsAreOnePipeline(IoKind kind, boolean unix) {
        run(kind, () -> {
            try (RedisClient redis = connect(unix)) {
                redis.call("DEL", "counter");
                List<Future<@Nullable Object>> replies = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    replies.add(redis.send("INCR", "counter"));
                    redis.drain();
                }
                assertEquals(
                        LongStream.rangeClosed(1, 20_000).boxed().toList(),
                        Asyncio.gather(replies).await());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyCoroutineGetsItsOwnReplies(IoKind kind, boolean unix) {
        run(kind, () -> {
            try (RedisClient redis = connect(unix)) {
                Asyncio.taskGroup(group -> {
                    for (int i = 0; i < 100; i++) {
                        String key = "key" + i;
                        group.createTask(() -> {
                            for (int value = 0; value < 20; value++) {
                                assertEquals("OK", redis.call("SET", key, key + "=" + value));
                                assertEquals(key + "=" + value, redis.call("GET", key));
                            }
                        });
                    }
                });
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void anyBytesAreCarried(IoKind kind) {
        String all = IntStream.range(0, 256)
                .mapToObj(Character::toString)
                .reduce("", String::concat)
                .repeat(20_000);
        run(kind, () -> {
            try (RedisClient redis = RedisClient.connect(socket, StandardCharsets.ISO_8859_1)) {
                assertEquals("OK", redis.call("SET", "bytes", all));
                assertEquals(5_120_000L, redis.call("STRLEN", "bytes"));
                assertEquals(all, redis.call("GET", "bytes"));
                redis.call("DEL", "bytes");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void eachByteMayComeAlone(IoKind kind) {
        run(kind, () -> {
            try (FaultProxy proxy = Loops.slicing(port);
                    RedisClient redis = RedisClient.connect("127.0.0.1", proxy.address().getPort())) {
                List<Future<@Nullable Object>> replies = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    replies.add(redis.send("ECHO", "line " + i + "\r\n"));
                }
                assertEquals(
                        IntStream.range(0, 100).mapToObj(i -> "line " + i + "\r\n").toList(),
                        Asyncio.gather(replies).await());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void speaksBothProtocols(IoKind kind, boolean unix) {
        run(kind, () -> {
            try (RedisClient redis = connect(unix)) {
                redis.call("DEL", "list", "set", "missing");
                assertEquals(null, redis.call("GET", "missing"));
                assertEquals(
                        Arrays.asList(1L, "two", List.of(3L, List.of("four")), null),
                        redis.call("EVAL", "return {1, 'two', {3, {'four'}}, false}", 0));
                redis.call("MULTI");
                assertEquals("QUEUED", redis.call("RPUSH", "list", "a", "b"));
                redis.call("INCR", "list");
                List<?> results = (List<?>) redis.call("EXEC");
                assertEquals(2L, results.get(0));
                assertTrue(((RedisException) results.get(1)).getMessage().startsWith("WRONGTYPE"));
                RedisException unknown = assertThrows(RedisException.class, () -> redis.call("FLY"));
                assertTrue(unknown.getMessage().startsWith("ERR unknown command 'FLY'"), unknown.getMessage());

                Map<?, ?> hello = (Map<?, ?>) redis.call("HELLO", 3);
                assertEquals(3L, hello.get("proto"));
                assertEquals(true, redis.call("DEBUG", "PROTOCOL", "true"));
                assertEquals(false, redis.call("DEBUG", "PROTOCOL", "false"));
                assertEquals(null, redis.call("DEBUG", "PROTOCOL", "null"));
                assertEquals(3.141, redis.call("DEBUG", "PROTOCOL", "double"));
                assertEquals(
                        new BigInteger("1234567999999999999999999999999999999"),
                        redis.call("DEBUG", "PROTOCOL", "bignum"));
                assertEquals("This is a verbatim\nstring", redis.call("DEBUG", "PROTOCOL", "verbatim"));
                assertEquals(List.of(0L, 1L, 2L), redis.call("DEBUG", "PROTOCOL", "set"));
                assertEquals(Map.of(0L, false, 1L, true, 2L, false), redis.call("DEBUG", "PROTOCOL", "map"));
                assertEquals("Some real reply following the attribute", redis.call("DEBUG", "PROTOCOL", "attrib"));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whoIsCancelledLeavesTheOthersTheirReplies(IoKind kind, boolean unix) {
        run(kind, () -> {
            try (RedisClient redis = connect(unix)) {
                redis.call("DEL", "nothing");
                assertThrows(
                        TimeoutException.class,
                        () -> Asyncio.timeout(0.01, () -> redis.call("BLPOP", "nothing", "0.1")));
                assertEquals("still here", redis.call("ECHO", "still here"));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void messagesComeBetweenReplies(IoKind kind, boolean unix) {
        run(kind, () -> {
            try (RedisClient redis = connect(unix);
                    RedisClient other = connect(!unix)) {
                redis.call("HELLO", 3);
                Queue<List<@Nullable Object>> pushes = new Queue<>();
                redis.onPush(pushes::putNowait);
                redis.subscribe("news");
                assertEquals(Arrays.asList("subscribe", "news", 1L), pushes.get());
                List<List<Object>> expected = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    other.send("PUBLISH", "news", i);
                    assertEquals("between", redis.call("ECHO", "between"));
                    expected.add(List.of("message", "news", Integer.toString(i)));
                }
                List<List<@Nullable Object>> got = new ArrayList<>();
                while (got.size() < 100) {
                    got.add(pushes.get());
                }
                assertEquals(expected, got);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whoWaitsHearsThatTheConnectionIsLost(IoKind kind, boolean unix) {
        run(kind, () -> {
            try (RedisClient redis = connect(unix);
                    RedisClient other = connect(unix)) {
                Object id = redis.call("CLIENT", "ID");
                Future<@Nullable Object> waits = redis.send("BLPOP", "nothing", "0");
                assertEquals(1L, other.call("CLIENT", "KILL", "ID", String.valueOf(id)));
                assertThrows(IOException.class, waits::await);
                assertThrows(IOException.class, () -> redis.call("PING"));
                assertEquals("PONG", other.call("PING"));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "\r\n", "$many\r\n", "(1x\r\n", "=1\r\nx\r\n"})
    void anotherKindOfServerIsRecognised(String words) {
        run(IoKind.AUTO, () -> {
            try (Server wrong = says(words);
                    RedisClient redis = RedisClient.connect("127.0.0.1", portOf(wrong))) {
                assertThrows(ProtocolException.class, () -> redis.call("PING"));
                assertThrows(ProtocolException.class, () -> redis.call("PING"));
            }
        });
    }

    @Test
    void replyThatNobodyAskedForIsRefused() {
        run(IoKind.AUTO, () -> {
            try (Server wrong = says(":1\r\n:2\r\n");
                    RedisClient redis = RedisClient.connect("127.0.0.1", portOf(wrong))) {
                assertEquals(1L, redis.call("PING"));
                assertThrows(ProtocolException.class, () -> redis.call("PING"));
            }
        });
    }

    /** A server that always says the same. */
    private static Server says(String words) throws IOException {
        return Asyncio.startServer(
                (reader, writer) -> {
                    try (writer) {
                        reader.read(1);
                        writer.write(words.getBytes(StandardCharsets.US_ASCII));
                        reader.read();
                    }
                },
                "127.0.0.1", 0);
    }

    private static int portOf(Server server) throws IOException {
        return ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void tourIsWalked(List<String> address) throws Exception {
        try (Child tour = Child.java(Loops.BATON_CARRIER, RedisTour.class, address.toArray(String[]::new))) {
            assertEquals(0, tour.join(), () -> tour.lines().toString());
            assertEquals(
                    List.of(
                            "hello: redis, protocol 3",
                            "pipeline: the last of 10000 INCRs says 10000",
                            "coroutines: [hello, hei på deg]",
                            "error: WRONGTYPE Operation against a key holding the wrong kind of value",
                            "push: [message, asyncio4j:news, loop is running]"),
                    tour.lines());
        }
    }

    static Stream<List<String>> addresses() {
        return Stream.of(List.of("127.0.0.1", Integer.toString(port)), List.of(socket.toString()));
    }
}
