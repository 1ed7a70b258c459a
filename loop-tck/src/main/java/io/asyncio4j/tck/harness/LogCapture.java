// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the loop logs during a rule, at all levels, instead of printing it. Any thread. Sees what loggers named
 * {@value #ROOT} and those of the loop under test, and below, say through {@link System.Logger} or {@code java.util.logging}.
 */
public final class LogCapture {

    static final String ROOT = "io.asyncio4j";

    /**
     * A line that was logged.
     *
     * @param level as System.Logger names it
     * @param logger the logger's name
     * @param message the text
     * @param thrown with its stack trace, or null
     */
    public record Line(Level level, String logger, String message, @Nullable Throwable thrown) {}

    private final List<Line> lines = new ArrayList<>();

    /** Held, since the JDK holds loggers weakly and a configured one would be lost. */
    private final List<Tapped> tapped = new ArrayList<>();

    private record Tapped(Logger logger, java.util.logging.@Nullable Level levelBefore, boolean parentsBefore) {}

    private boolean looked;

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            String message = String.valueOf(line.getMessage());
            Object[] values = line.getParameters();
            if (values != null && values.length > 0) {
                message = java.text.MessageFormat.format(message, values);
            }
            add(new Line(level(line.getLevel()), String.valueOf(line.getLoggerName()), message, line.getThrown()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Sees {@value #ROOT} and what else is named. */
    LogCapture(Collection<String> names) {
        Set<String> all = new LinkedHashSet<>(names);
        all.add(ROOT);
        for (String name : all) {
            Logger logger = Logger.getLogger(name);
            tapped.add(new Tapped(logger, logger.getLevel(), logger.getUseParentHandlers()));
        }
    }

    private static Level level(java.util.logging.Level given) {
        int value = given.intValue();
        return value >= java.util.logging.Level.SEVERE.intValue()
                ? Level.ERROR
                : value >= java.util.logging.Level.WARNING.intValue()
                        ? Level.WARNING
                        : value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
    }

    private synchronized void add(Line line) {
        lines.add(line);
    }

    void start() {
        handler.setLevel(java.util.logging.Level.ALL);
        for (Tapped one : tapped) {
            one.logger().setLevel(java.util.logging.Level.ALL);
            one.logger().setUseParentHandlers(false);
            one.logger().addHandler(handler);
        }
    }

    void stop() {
        for (Tapped one : tapped) {
            one.logger().removeHandler(handler);
            one.logger().setLevel(one.levelBefore());
            one.logger().setUseParentHandlers(one.parentsBefore());
        }
    }

    /** The rule looks at the log itself: an error line is none of the harness' business then. */
    synchronized LogCapture looked() {
        looked = true;
        return this;
    }

    synchronized List<Line> unexpectedErrors() {
        return looked ? List.of() : at(Level.ERROR);
    }

    /**
     * Returns all lines so far.
     *
     * @return a copy
     */
    public synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    /**
     * Returns the lines of one level.
     *
     * @param level which
     * @return in order
     */
    public List<Line> at(Level level) {
        return matching(line -> line.level().equals(level));
    }

    /**
     * Returns the lines that contain a text.
     *
     * @param part of the message
     * @return in order
     */
    public List<Line> containing(String part) {
        return matching(line -> line.message().contains(part));
    }

    private List<Line> matching(Predicate<Line> wanted) {
        return lines().stream().filter(wanted).toList();
    }

    @Override
    public String toString() {
        return lines().toString();
    }
}
