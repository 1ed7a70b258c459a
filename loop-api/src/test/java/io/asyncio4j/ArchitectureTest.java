// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The directions between packages, and the few things that nobody may do by himself. */
class ArchitectureTest {

    private static final String ROOT = "io/asyncio4j/";

    /** What the core is made of; its members may know each other. */
    private static final Set<String> CORE = Set.of(
            "carriers", "context", "events", "events/base", "internal", "net", "protocols", "tasks", "transports");

    /** Values that the loop's own signatures name, although the rest of their package is built on the core. */
    private static final Set<String> SHARED_VALUES = Set.of("subprocess/ProcessOptions", "subprocess/Redirect",
            "subprocess/Redirect$Kind");

    /** The only reader of the machine's clock. */
    private static final Set<String> CLOCKS = Set.of("events/base/LoopClock", "events/base/SystemClock");

    private static final int MOST_LINES = 400;

    /** What is still told in one piece, two state machines first; they may shrink, but not grow. */
    private static final Map<String, Integer> LONGER = Map.of("Task.java", 460, "StreamReaderTest.java", 420);

    private static final Pattern OWN_CLASS = Pattern.compile("io/asyncio4j/([a-z/]*?)([A-Z][A-Za-z$0-9]*)");

    @Test
    void coreUsesNeitherTheOuterRingNorTheFrontDoor() {
        List<String> wrong = new ArrayList<>();
        for (ClassModel user : classes()) {
            if (!CORE.contains(packageOf(name(user)))) {
                continue;
            }
            for (String used : usedBy(user)) {
                if (!CORE.contains(packageOf(used)) && !SHARED_VALUES.contains(used)) {
                    wrong.add(name(user) + " -> " + used);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void knowsNothingOfNetty() {
        assertEquals(List.of(), classes().stream().filter(ArchitectureTest::mentionsNetty).map(ArchitectureTest::name)
                .toList());
    }

    @Test
    void timeComesFromTheLoopsClock() {
        List<String> wrong = new ArrayList<>();
        for (ClassModel user : classes()) {
            if (CLOCKS.contains(name(user))) {
                continue;
            }
            for (PoolEntry entry : user.constantPool()) {
                if (entry instanceof MethodRefEntry method
                        && method.owner().asInternalName().equals("java/lang/System")
                        && Set.of("nanoTime", "currentTimeMillis").contains(method.name().stringValue())) {
                    wrong.add(name(user) + " -> System." + method.name());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void filesHoldOneConcept() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                int lines = Files.readAllLines(file).size();
                if (lines > LONGER.getOrDefault(file.getFileName().toString(), MOST_LINES)) {
                    wrong.add(file + ": " + lines + " lines");
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static List<ClassModel> classes() {
        try {
            Path root = Path.of(AbstractEventLoop.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(root)) {
                List<ClassModel> models = files.filter(file -> file.toString().endsWith(".class"))
                        .filter(file -> !file.endsWith("module-info.class"))
                        .map(ArchitectureTest::parse)
                        .toList();
                assertTrue(models.size() > 10, "classes in " + root);
                return models;
            }
        } catch (URISyntaxException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the root package. */
    private static String name(ClassModel model) {
        return model.thisClass().asInternalName().substring(ROOT.length());
    }

    private static String packageOf(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** Classes and descriptors both name other classes; strings of the program could too, but do not. */
    private static Set<String> usedBy(ClassModel user) {
        Set<String> used = new TreeSet<>();
        for (PoolEntry entry : user.constantPool()) {
            String text = switch (entry) {
                case ClassEntry type -> type.asInternalName();
                case Utf8Entry utf8 -> utf8.stringValue();
                default -> "";
            };
            Matcher matcher = OWN_CLASS.matcher(text);
            while (matcher.find()) {
                used.add(matcher.group(1) + matcher.group(2));
            }
        }
        return used;
    }

    private static boolean mentionsNetty(ClassModel user) {
        for (PoolEntry entry : user.constantPool()) {
            if (entry instanceof Utf8Entry utf8 && utf8.stringValue().contains("io/netty/")) {
                return true;
            }
        }
        return false;
    }
}
