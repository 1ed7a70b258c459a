// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A report to the exception handler: asyncio's {@code context} dict. Immutable, any thread.
 *
 * <p>
 * The usual keys have accessors, other keys are passed through (rule EXC-03).
 */
public final class ExceptionContext {

    private final Map<String, Object> entries;

    private ExceptionContext(Map<String, Object> entries) {
        this.entries = entries;
    }

    /**
     * Makes a report with nothing but a message.
     *
     * @param message what happened
     * @return a new report
     */
    public static ExceptionContext of(String message) {
        return new ExceptionContext(Map.of("message", message));
    }

    /**
     * Makes a report without a message; the default handler then says "Unhandled exception in event loop".
     *
     * @param exception what happened
     * @return a new report
     */
    public static ExceptionContext ofException(Throwable exception) {
        return new ExceptionContext(Map.of("exception", exception));
    }

    /**
     * Returns this report with one more entry.
     *
     * @param key asyncio's name of it, or any other
     * @param value the value
     * @return a new report
     */
    public ExceptionContext with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(entries);
        more.put(key, value);
        return new ExceptionContext(Collections.unmodifiableMap(more));
    }

    /**
     * Adds {@code exception}.
     *
     * @param exception what was thrown
     * @return a new report
     */
    public ExceptionContext withException(Throwable exception) {
        return with("exception", exception);
    }

    /**
     * Adds {@code future}.
     *
     * @param future the future concerned
     * @return a new report
     */
    public ExceptionContext withFuture(Future<?> future) {
        return with("future", future);
    }

    /**
     * Adds {@code task}.
     *
     * @param task the task concerned
     * @return a new report
     */
    public ExceptionContext withTask(Task<?> task) {
        return with("task", task);
    }

    /**
     * Adds {@code handle}.
     *
     * @param handle the callback concerned
     * @return a new report
     */
    public ExceptionContext withHandle(Handle handle) {
        return with("handle", handle);
    }

    /**
     * Adds {@code protocol}.
     *
     * @param protocol the protocol concerned
     * @return a new report
     */
    public ExceptionContext withProtocol(BaseProtocol protocol) {
        return with("protocol", protocol);
    }

    /**
     * Adds {@code transport}.
     *
     * @param transport the transport concerned
     * @return a new report
     */
    public ExceptionContext withTransport(BaseTransport transport) {
        return with("transport", transport);
    }

    /**
     * Returns an entry.
     *
     * @param key its name
     * @return its value, or null
     */
    public @Nullable Object get(String key) {
        return entries.get(key);
    }

    /**
     * Returns the names of all entries.
     *
     * @return unmodifiable, in the order in which they were added
     */
    public Set<String> keys() {
        return entries.keySet();
    }

    /**
     * Returns all entries.
     *
     * @return unmodifiable
     */
    public Map<String, Object> asMap() {
        return entries;
    }

    /**
     * Returns {@code message}.
     *
     * @return the message, or null
     */
    public @Nullable String message() {
        return get("message") instanceof String text ? text : null;
    }

    /**
     * Returns {@code exception}.
     *
     * @return what was thrown, or null
     */
    public @Nullable Throwable exception() {
        return get("exception") instanceof Throwable thrown ? thrown : null;
    }

    /**
     * Returns {@code future}.
     *
     * @return the future concerned, or null
     */
    public @Nullable Future<?> future() {
        return get("future") instanceof Future<?> future ? future : null;
    }

    /**
     * Returns {@code task}.
     *
     * @return the task concerned, or null
     */
    public @Nullable Task<?> task() {
        return get("task") instanceof Task<?> task ? task : null;
    }

    /**
     * Returns {@code handle}.
     *
     * @return the callback concerned, or null
     */
    public @Nullable Handle handle() {
        return get("handle") instanceof Handle handle ? handle : null;
    }

    /**
     * Returns {@code protocol}.
     *
     * @return the protocol concerned, or null
     */
    public @Nullable BaseProtocol protocol() {
        return get("protocol") instanceof BaseProtocol protocol ? protocol : null;
    }

    /**
     * Returns {@code transport}.
     *
     * @return the transport concerned, or null
     */
    public @Nullable BaseTransport transport() {
        return get("transport") instanceof BaseTransport transport ? transport : null;
    }

    /**
     * Returns {@code socket}.
     *
     * @return the socket concerned, or null
     */
    public @Nullable Object socket() {
        return get("socket");
    }

    @Override
    public String toString() {
        return "ExceptionContext" + entries;
    }
}
