// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.CONTINUE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_TIMEOUT;
import static io.netty.handler.codec.http.HttpVersion.HTTP_1_0;
import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.NettyMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. Only for the coroutine that was given it. The response goes out in one piece by
 * {@link #respond}, or in parts by {@link #start} and {@link #write}; the end is written when the handler returns.
 */
public final class Exchange {

    private final NettyMessages<HttpObject> messages;
    private final HttpRequest request;
    private final String path;
    private final boolean pathIsMalformed;
    private boolean keepAlive;
    private boolean wantsContinue;
    private boolean read;
    private Progress progress = Progress.NONE;

    /** Of the response: NONE -> STARTED -> ENDED, or NONE -> ENDED. */
    private enum Progress {
        NONE, STARTED, ENDED
    }

    Exchange(NettyMessages<HttpObject> messages, HttpRequest request, boolean keepAlive) {
        this.messages = messages;
        this.request = request;
        String decoded = decodedPath(request.uri());
        this.path = decoded == null ? request.uri() : decoded;
        this.pathIsMalformed = decoded == null;
        this.keepAlive = keepAlive && HttpUtil.isKeepAlive(request);
        this.wantsContinue = HttpUtil.is100ContinueExpected(request);
        // HTTP/2 gives a request without a body as one message.
        this.read = request instanceof LastHttpContent;
    }

    private static @Nullable String decodedPath(String uri) {
        try {
            return new QueryStringDecoder(uri).path();
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** {@return the request's head} */
    public HttpRequest request() {
        return request;
    }

    /** {@return the path, decoded, without the query} */
    public String path() {
        return path;
    }

    /**
     * Reads the next part of the request's body. While nobody reads, the client is made to wait.
     *
     * @return null at the end; else the caller releases it
     * @throws HttpError if the client sends nonsense, nothing for too long, or less than it promised
     */
    public @Nullable ByteBuf read() throws Exception {
        if (read) {
            return null;
        }
        askForBody();
        HttpContent content;
        try {
            content = nextContent();
        } catch (HttpError error) {
            // Where the next request begins is unknown.
            keepAlive = false;
            throw error;
        }
        read = content instanceof LastHttpContent;
        if (read && !content.content().isReadable()) {
            content.release();
            return null;
        }
        return content.content();
    }

    /** A cautious client sends no body before it knows that it is welcome. */
    private void askForBody() throws Exception {
        if (wantsContinue) {
            wantsContinue = false;
            messages.send(new DefaultFullHttpResponse(HTTP_1_1, CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private HttpContent nextContent() throws Exception {
        try {
            if (!Asyncio.timeout(WebServer.PATIENCE_SECONDS, messages::hasNext)) {
                throw new HttpError(BAD_REQUEST, "the body is shorter than promised");
            }
        } catch (TimeoutException silent) {
            throw new HttpError(REQUEST_TIMEOUT, "the body does not come");
        }
        HttpContent content = (HttpContent) messages.next();
        if (content.decoderResult().isFailure()) {
            content.release();
            throw new HttpError(BAD_REQUEST, "the body is malformed");
        }
        return content;
    }

    /**
     * Reads the whole body.
     *
     * @param limit most bytes
     * @throws HttpError 413 if it is larger
     */
    public byte[] readAll(int limit) throws Exception {
        if (HttpUtil.getContentLength(request, 0L) > limit) {
            throw new HttpError(REQUEST_ENTITY_TOO_LARGE, "the body has more than " + limit + " bytes");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf part = read(); part != null; part = read()) {
            byte[] bytes = ByteBufUtil.getBytes(part);
            part.release();
            all.writeBytes(bytes);
            if (all.size() > limit) {
                throw new HttpError(REQUEST_ENTITY_TOO_LARGE, "the body has more than " + limit + " bytes");
            }
        }
        return all.toByteArray();
    }

    /** Answers with a text. */
    public void respond(HttpResponseStatus status, String text) throws Exception {
        respond(status, "text/plain; charset=utf-8", Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    /** Answers in one piece; the body belongs to the channel from now on. */
    public void respond(HttpResponseStatus status, String type, ByteBuf body) throws Exception {
        if (progress != Progress.NONE) {
            body.release();
            throw new IllegalStateException("respond: the response to " + path + " has begun already; answer once");
        }
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HTTP_1_1, status, isHead() ? Unpooled.EMPTY_BUFFER : body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (isHead()) {
            body.release();
        }
        progress = Progress.ENDED;
        send(response);
    }

    /** Begins an answer in parts. */
    public void start(HttpResponseStatus status, String type) throws Exception {
        if (progress != Progress.NONE) {
            throw new IllegalStateException("start: the response to " + path + " has begun already; answer once");
        }
        // Later it would be in the midst of the response.
        askForBody();
        HttpResponse response = new DefaultHttpResponse(HTTP_1_1, status);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        if (request.protocolVersion().equals(HTTP_1_0)) {
            // It knows no chunks: the end of the connection is the end of the body.
            keepAlive = false;
        } else {
            // Left out again where the client speaks HTTP/2.
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        progress = Progress.STARTED;
        send(response);
    }

    /** Writes a part, which belongs to the channel from now on; waits while the client does not read. */
    public void write(ByteBuf part) throws Exception {
        if (progress != Progress.STARTED) {
            part.release();
            throw new IllegalStateException(
                    "write: the response to " + path + " is " + progress + "; call start first");
        }
        if (isHead() || !part.isReadable()) {
            // An empty chunk would be the last one.
            part.release();
        } else {
            messages.send(new DefaultHttpContent(part));
        }
    }

    private void send(HttpResponse response) throws Exception {
        if (!goesOn()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (request.protocolVersion().equals(HTTP_1_0)) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        messages.send(response);
    }

    private boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    // ---- for the connection

    /** Refuses what no handler can make sense of. */
    void requirePath() throws HttpError {
        if (pathIsMalformed) {
            throw new HttpError(BAD_REQUEST, "the path cannot be decoded");
        }
    }

    boolean started() {
        return progress != Progress.NONE;
    }

    /** The handler has returned. */
    void end() throws Exception {
        if (progress == Progress.NONE) {
            throw new IllegalStateException("handle: no response to " + path + "; call respond or start");
        }
        if (progress == Progress.STARTED) {
            progress = Progress.ENDED;
            messages.send(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    /** There will be no other; the response says so if it has not begun. */
    void last() {
        keepAlive = false;
    }

    /** Whether another request may follow: not where the client may or may not send a body that nobody asked for. */
    boolean goesOn() {
        return keepAlive && !wantsContinue;
    }

    /** Whether all of the request has been read. */
    boolean isRead() {
        return read;
    }

    /** Throws away what the handler left of the body, if it is not too much. */
    boolean skipRest(int limit) throws Exception {
        try {
            for (int skipped = 0; !read && skipped <= limit;) {
                ByteBuf part = read();
                if (part != null) {
                    skipped += part.readableBytes();
                    part.release();
                }
            }
            return read;
        } catch (HttpError malformed) {
            return false;
        }
    }
}
