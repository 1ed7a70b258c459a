// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.subprocess;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one of a child's standard streams leads (asyncio: {@code PIPE}, {@code STDOUT}, {@code DEVNULL}, None, or a
 * file). Any thread: a value.
 *
 * @param kind what it leads to
 * @param file the file, for the kinds that have one, else null
 */
public record Redirect(Kind kind, @Nullable Path file) {

    /** A pipe to this process (asyncio: {@code subprocess.PIPE}). */
    public static final Redirect PIPE = new Redirect(Kind.PIPE, null);

    /** Standard error goes where standard output goes (asyncio: {@code subprocess.STDOUT}). */
    public static final Redirect STDOUT = new Redirect(Kind.STDOUT, null);

    /** The null device (asyncio: {@code subprocess.DEVNULL}). */
    public static final Redirect DEVNULL = new Redirect(Kind.DEVNULL, null);

    /** This process's own stream (asyncio: None). */
    public static final Redirect INHERIT = new Redirect(Kind.INHERIT, null);

    /** The kinds of redirect. */
    public enum Kind {
        /** A pipe to this process. */
        PIPE,
        /** The child's standard output. */
        STDOUT,
        /** The null device. */
        DEVNULL,
        /** This process's own stream. */
        INHERIT,
        /** A file that the child reads. */
        READ,
        /** A file that the child writes from its beginning. */
        WRITE,
        /** A file that the child appends to. */
        APPEND
    }

    /**
     * Makes the value; the constants and static methods are shorter.
     *
     * @throws NullPointerException when {@code kind} is null
     * @throws IllegalArgumentException when the kind needs a file and there is none, or the reverse
     */
    public Redirect {
        Objects.requireNonNull(kind, "Redirect: kind is null; use one of the constants");
        boolean needsFile = kind == Kind.READ || kind == Kind.WRITE || kind == Kind.APPEND;
        if (needsFile == (file == null)) {
            throw new IllegalArgumentException("Redirect: kind " + kind + " with file " + file
                    + "; READ, WRITE and APPEND need a file, the others none");
        }
    }

    /**
     * The child reads a file.
     *
     * @param file the file
     * @return the redirect
     */
    public static Redirect from(Path file) {
        return new Redirect(Kind.READ, file);
    }

    /**
     * The child writes a file, which is emptied before.
     *
     * @param file the file
     * @return the redirect
     */
    public static Redirect to(Path file) {
        return new Redirect(Kind.WRITE, file);
    }

    /**
     * The child appends to a file.
     *
     * @param file the file
     * @return the redirect
     */
    public static Redirect appendTo(Path file) {
        return new Redirect(Kind.APPEND, file);
    }

    void requireFit(String stream, Kind... unfit) {
        for (Kind bad : unfit) {
            if (kind == bad) {
                throw new IllegalArgumentException(
                        "ProcessOptions: " + stream + " cannot be redirected by " + this + "; choose another kind");
            }
        }
    }
}
