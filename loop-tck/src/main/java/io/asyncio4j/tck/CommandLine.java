// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. Options may be written {@code --name value} or {@code --name=value}. */
final class CommandLine {

    static final String HELP = """
            usage: java -jar loop-tck-VERSION-all.jar [--provider CLASS] --classpath PATH [option ...]
                   java -jar loop-tck-VERSION-all.jar --list [--only RULES ...]
                   java -jar loop-tck-VERSION-all.jar --merge FOLDER ... --report FOLDER

            Runs asyncio's rules on an event loop. Without --provider, the providers are tried that the jars name in
            META-INF/services/io.asyncio4j.tck.LoopUnderTest.

            the loop
              --provider CLASS     a LoopUnderTest, or a test class that extends LoopTck; may be repeated
              --classpath PATH     its jars and class folders, as for java: separated by ':' (Windows ';'), 'lib/*' for all
                                   jars of a folder; may be repeated. They need not have loop-api and loop-tck
              --row PATTERN        of several loops, those whose "name kind carrier" has this in it; '*' stands for anything

            the rules
              --only RULES         ids, areas, patterns: LIFE-04,TIME,TR-1*  and more: TR&level:MUST,-needs:IPV6
              --level LEVELS       MUST, SHOULD, MAY, separated by commas
              --needs CAPABILITIES rules whose test needs one of these: UDP,UNIX
              --without RULES      leaves out, written as for --only
              --challenge ID=LINK  the author disputes this rule there: its failure is counted as CHALLENGED; or a file of
                                   such lines; may be repeated
              --list               prints the rules selected, runs nothing

            the run
              --scale FACTOR       stretches all delays and limits, for slow machines
              --limit SECONDS      after which a rule is given up, 20 unless set
              --strict             a broken SHOULD rule counts as well
              --tier stress        the rules about order several times each, under load; --rounds N, 5 unless set, and
                                   --seed N to repeat what a failure shows
              --plain              no colours and no line that changes; also with NO_COLOR, or if this is no terminal

            what comes out
              --report FOLDER      a JSON, a text and a JUnit XML file for each loop, and matrix.html with all in the folder
              --merge FOLDER ...   one matrix.html, in the folder of --report, of the JSON files in these folders

            exit status: 0 every rule holds that was tried, or is challenged; 1 one does not, SHOULD rules only with
            --strict; 2 the command line is wrong, or no rule was tried.

            JDK flags before -jar: none is needed. The jar opens java.lang itself, for the faster coroutine carrier. Loops
            with native code or opens of their own may want --enable-native-access=ALL-UNNAMED, --add-opens ...
            """;

    /** Options whose value becomes the system property of a {@link LoopTck} as it is. */
    private static final Set<String> PROPERTIES =
            Set.of("--only", "--level", "--needs", "--without", "--scale", "--limit", "--challenge", "--tier",
                    "--rounds",
                    "--seed");
    private static final Set<String> NUMBERS = Set.of("--scale", "--limit", "--rounds", "--seed");

    final List<String> providers = new ArrayList<>();
    final List<String> classPath = new ArrayList<>();
    final Map<String, String> properties = new LinkedHashMap<>();
    final List<Path> merged = new ArrayList<>();
    @Nullable String row;
    @Nullable Path report;
    boolean merge;
    boolean list;
    boolean help;
    boolean version;
    boolean strict;
    boolean plain;

    /**
     * Reads the words of a command line.
     *
     * @throws UsageError if one is unknown, or lacks its value
     */
    CommandLine(String... words) {
        List<String> loose = new ArrayList<>();
        Iterator<String> rest = Arrays.asList(words).iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (!word.startsWith("-")) {
                loose.add(word);
                continue;
            }
            int sign = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = sign < 0 ? word : word.substring(0, sign);
            if (!flag(name)) {
                value(name, sign < 0 ? next(name, rest) : word.substring(sign + 1));
            }
        }
        if (merge) {
            loose.forEach(place -> merged.add(Path.of(place)));
            if (report == null) {
                throw new UsageError("--merge: it is not said where the page shall be; add --report FOLDER");
            }
        } else {
            providers.addAll(loose);
        }
    }

    private static String next(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new UsageError(name + ": its value is missing; --help says what it takes");
        }
        return rest.next();
    }

    private boolean flag(String name) {
        switch (name) {
            case "--list" -> list = true;
            case "--strict" -> strict = true;
            case "--plain" -> plain = true;
            case "--help", "-h", "-?" -> help = true;
            case "--version" -> version = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void value(String name, String value) {
        switch (name) {
            case "--provider" -> providers.add(value);
            case "--classpath", "-cp" -> classPath.add(value);
            case "--row" -> row = value;
            case "--report" -> report = Path.of(value);
            case "--merge" -> {
                merge = true;
                merged.add(Path.of(value));
            }
            default -> {
                if (!PROPERTIES.contains(name)) {
                    throw new UsageError(
                            "command line: there is no option \"" + name + "\"; --help shows those that are");
                }
                if (NUMBERS.contains(name)) {
                    checkNumber(name, value);
                    properties.remove("tck." + name.substring(2));
                }
                // Several of one kind add up, save numbers.
                properties.merge("tck." + name.substring(2), value, (one, two) -> one + "," + two);
            }
        }
    }

    private static void checkNumber(String name, String value) {
        try {
            boolean whole = name.equals("--rounds") || name.equals("--seed");
            if (whole ? Long.parseLong(value) >= 0 : Double.parseDouble(value) > 0) {
                return;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UsageError(name + ": \"" + value + "\" is no number above zero; write such as " + name + " 3");
    }
}
