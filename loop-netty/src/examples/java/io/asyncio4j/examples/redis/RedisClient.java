// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.redis;

import io.asyncio4j.Asyncio;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis. Loop only; any number of coroutines may use it at a time: each command is written at once and
 * a task hands the replies, which come in the same order, to those who wait. So commands that do not wait for each
 * other are a pipeline by themselves.
 *
 * {@snippet :
 * try (RedisClient redis = RedisClient.connect("127.0.0.1", 6379)) {
 *     redis.call("SET", "greeting", "hello");
 *     String greeting = (String) redis.call("GET", "greeting");
 * }
 * }
 *
 * <p>
 * Replies are Java's own types, see {@link Replies}; an error is thrown as {@link RedisException}.
 */
public final class RedisClient implements AutoCloseable {

    private final StreamConnection connection;
    private final Charset charset;
    /** Who waits, in the order of the commands; one who was cancelled keeps its place, since its reply comes still. */
    private final Deque<Future<@Nullable Object>> waiting = new ArrayDeque<>();

    private final Task<?> receiver;
    private Consumer<List<@Nullable Object>> listener = push -> {};
    private @Nullable IOException failure;

    private RedisClient(StreamConnection connection, Charset charset) {
        this.connection = connection;
        this.charset = charset;
        Replies replies = new Replies(connection.reader(), charset);
        receiver = Asyncio.createTask(() -> receive(replies));
    }

    /** Connects over TCP; strings are UTF-8. */
    public static RedisClient connect(String host, int port) throws IOException {
        return new RedisClient(Asyncio.openConnection(host, port), StandardCharsets.UTF_8);
    }

    /** Connects to a unix socket; strings are UTF-8. */
    public static RedisClient connect(Path socket) throws IOException {
        return connect(socket, StandardCharsets.UTF_8);
    }

    /** Connects to a unix socket; with ISO-8859-1 strings carry any bytes, one a character. */
    public static RedisClient connect(Path socket, Charset charset) throws IOException {
        return new RedisClient(Asyncio.openUnixConnection(socket), charset);
    }

    /** Says who gets what Redis sends unasked (RESP3 only): messages of channels, invalidated keys. */
    public void onPush(Consumer<List<@Nullable Object>> newListener) {
        listener = newListener;
    }

    /** Sends a command, such as {@code call("SET", "key", 5)}, and waits for its reply. */
    public @Nullable Object call(Object... words) throws Exception {
        return send(words).await();
    }

    /**
     * Sends a command and returns at once; several in a row leave in one packet. Who sends very many without looking at
     * replies calls {@link #drain()} now and then.
     */
    public Future<@Nullable Object> send(Object... words) {
        Future<@Nullable Object> reply = Asyncio.getRunningLoop().createFuture();
        if (failure != null) {
            reply.setException(failure);
            return reply;
        }
        connection.writer().write(request(words));
        waiting.add(reply);
        return reply;
    }

    /**
     * Subscribes to channels (RESP3, so after {@code call("HELLO", 3)}). That it did, and the messages, come as pushes;
     * this is the one command without a reply of its own.
     */
    public void subscribe(String... channels) {
        Object[] words = new Object[channels.length + 1];
        words[0] = "SUBSCRIBE";
        System.arraycopy(channels, 0, words, 1, channels.length);
        connection.writer().write(request(words));
    }

    /** Waits while too much of what was sent has not left yet. */
    public void drain() throws IOException {
        connection.writer().drain();
    }

    /** A command is an array of strings with their lengths, so it can carry any bytes. */
    private byte[] request(Object... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.length + "\r\n").getBytes(charset));
        for (Object word : words) {
            byte[] text = word.toString().getBytes(charset);
            bytes.writeBytes(("$" + text.length + "\r\n").getBytes(charset));
            bytes.writeBytes(text);
            bytes.writeBytes("\r\n".getBytes(charset));
        }
        return bytes.toByteArray();
    }

    private void receive(Replies replies) {
        try {
            while (true) {
                Object reply = replies.next();
                if (reply instanceof Replies.Push push) {
                    listener.accept(push.items());
                } else {
                    Future<@Nullable Object> who = waiting.poll();
                    if (who == null) {
                        throw new ProtocolException("redis: " + reply + " although nothing was asked");
                    }
                    answer(who, reply);
                }
            }
        } catch (IOException lost) {
            fail(lost);
        } catch (RuntimeException nonsense) {
            ProtocolException failed = new ProtocolException("redis: a reply that cannot be read: " + nonsense);
            failed.initCause(nonsense);
            fail(failed);
        }
    }

    private static void answer(Future<@Nullable Object> who, @Nullable Object reply) {
        if (who.done()) {
            return;
        }
        if (reply instanceof RedisException error) {
            who.setException(error);
        } else {
            who.setResult(reply);
        }
    }

    private void fail(IOException reason) {
        failure = reason;
        connection.close();
        while (!waiting.isEmpty()) {
            Future<?> who = waiting.remove();
            if (!who.done()) {
                who.setException(reason);
            }
        }
    }

    /** Closes the connection; whoever still waits for a reply gets an {@link IOException}. */
    @Override
    public void close() {
        receiver.cancel();
        fail(new IOException("RedisClient: closed before the reply came"));
    }
}
