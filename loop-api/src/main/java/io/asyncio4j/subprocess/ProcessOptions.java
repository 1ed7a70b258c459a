// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.subprocess;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a child process is started (asyncio: the keyword arguments of {@code loop.subprocess_exec} and {@code
 * loop.subprocess_shell}). Any thread: a value.
 *
 * @param stdin where the child's standard input comes from
 * @param stdout where the child's standard output goes
 * @param stderr where the child's standard error goes
 * @param directory the child's working directory, or null for this process's (Python: {@code cwd})
 * @param environment all of the child's environment, or null for this process's (Python: {@code env})
 */
public record ProcessOptions(
        Redirect stdin,
        Redirect stdout,
        Redirect stderr,
        @Nullable Path directory,
        @Nullable Map<String, String> environment) {

    /** The loop level's usual: three pipes, this process's directory and environment. */
    public static final ProcessOptions PIPES =
            new ProcessOptions(Redirect.PIPE, Redirect.PIPE, Redirect.PIPE, null, null);

    /** The coroutine level's usual: everything is this process's. */
    public static final ProcessOptions INHERITED =
            new ProcessOptions(Redirect.INHERIT, Redirect.INHERIT, Redirect.INHERIT, null, null);

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws NullPointerException when a redirect is null, or the environment holds null
     * @throws IllegalArgumentException when a redirect does not fit its stream
     */
    public ProcessOptions {
        Objects.requireNonNull(stdin, "ProcessOptions: stdin is null; use Redirect.INHERIT or Redirect.PIPE");
        Objects.requireNonNull(stdout, "ProcessOptions: stdout is null; use Redirect.INHERIT or Redirect.PIPE");
        Objects.requireNonNull(stderr, "ProcessOptions: stderr is null; use Redirect.INHERIT or Redirect.PIPE");
        stdin.requireFit("stdin", Redirect.Kind.STDOUT, Redirect.Kind.WRITE, Redirect.Kind.APPEND);
        stdout.requireFit("stdout", Redirect.Kind.STDOUT, Redirect.Kind.READ);
        stderr.requireFit("stderr", Redirect.Kind.READ);
        environment = environment == null ? null : Map.copyOf(environment);
    }

    /**
     * A copy with another standard input.
     *
     * @param stdin where it comes from
     * @return the copy
     * @throws NullPointerException when {@code stdin} is null
     * @throws IllegalArgumentException when it is {@link Redirect#STDOUT}, or a file to write
     */
    public ProcessOptions stdin(Redirect stdin) {
        return new ProcessOptions(stdin, stdout, stderr, directory, environment);
    }

    /**
     * A copy with another standard output.
     *
     * @param stdout where it goes
     * @return the copy
     * @throws NullPointerException when {@code stdout} is null
     * @throws IllegalArgumentException when it is {@link Redirect#STDOUT}, or a file to read
     */
    public ProcessOptions stdout(Redirect stdout) {
        return new ProcessOptions(stdin, stdout, stderr, directory, environment);
    }

    /**
     * A copy with another standard error.
     *
     * @param stderr where it goes
     * @return the copy
     * @throws NullPointerException when {@code stderr} is null
     * @throws IllegalArgumentException when it is a file to read
     */
    public ProcessOptions stderr(Redirect stderr) {
        return new ProcessOptions(stdin, stdout, stderr, directory, environment);
    }

    /**
     * A copy with another working directory.
     *
     * @param directory the child's working directory
     * @return the copy
     */
    public ProcessOptions directory(Path directory) {
        return new ProcessOptions(stdin, stdout, stderr, directory, environment);
    }

    /**
     * A copy with another environment.
     *
     * @param environment all of the child's environment
     * @return the copy
     * @throws NullPointerException when it holds null
     */
    public ProcessOptions environment(Map<String, String> environment) {
        return new ProcessOptions(stdin, stdout, stderr, directory, environment);
    }
}
