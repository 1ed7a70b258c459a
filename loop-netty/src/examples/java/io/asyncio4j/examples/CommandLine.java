// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Options of the form {@code --name value}, with defaults. What is wrong is said in one line with the usage, exit 2. */
final class CommandLine {

    private final String program;
    private final String usage;
    private final Map<String, String> values;

    private CommandLine(String program, String usage, Map<String, String> values) {
        this.program = program;
        this.usage = usage;
        this.values = values;
    }

    /**
     * Reads the arguments.
     *
     * @param program its name, for messages
     * @param usage all options with their defaults, as {@code "--host 127.0.0.1 --port 8888"}
     * @param args as main got them
     */
    static CommandLine parse(String program, String usage, String[] args) {
        Map<String, String> values = new LinkedHashMap<>();
        String[] known = usage.split(" ");
        for (int i = 0; i < known.length; i += 2) {
            values.put(known[i], known[i + 1]);
        }
        CommandLine line = new CommandLine(program, usage, values);
        for (int i = 0; i < args.length; i += 2) {
            if (!values.containsKey(args[i])) {
                throw line.refuse("unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw line.refuse(args[i] + " has no value");
            }
            values.put(args[i], args[i + 1]);
        }
        return line;
    }

    String text(String name) {
        return values.get(name);
    }

    int number(String name, int from, int to) {
        String text = text(name);
        try {
            int number = Integer.parseInt(text);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw refuse(name + " is \"" + text + "\"; give a number from " + from + " to " + to);
    }

    /** Reads one of several words, upper or lower case. */
    <E extends Enum<E>> E choice(String name, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text(name))) {
                return constant;
            }
        }
        throw refuse(name + " is \"" + text(name) + "\"; give one of "
                + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
    }

    /** Ends the program; declared to throw so that callers need no more code behind it. */
    IllegalStateException refuse(String what) {
        System.err.println(program + ": " + what);
        System.err.println("usage: " + program + " " + usage);
        System.exit(2);
        return new IllegalStateException("unreachable");
    }
}
