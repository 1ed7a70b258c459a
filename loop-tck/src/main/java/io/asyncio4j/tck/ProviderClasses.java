// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.function.Predicate;

/**
 * The loops that a command line names, in a class loader of their own below that of the TCK: what both have, such as
 * loop-api, is the TCK's.
 */
final class ProviderClasses {

    /** A loop, and which rules belong to its row. */
    record Row(LoopUnderTest subject, Predicate<RuleText> includes) {}

    private final ClassLoader loader;

    /**
     * Makes the class loader.
     *
     * @throws UsageError if a part of the path is not there
     */
    ProviderClasses(List<String> classPath) {
        List<URL> urls = new ArrayList<>();
        for (String path : classPath) {
            for (String part : path.split(File.pathSeparator)) {
                if (!part.isEmpty()) {
                    add(urls, part);
                }
            }
        }
        ClassLoader own = ProviderClasses.class.getClassLoader();
        loader = urls.isEmpty() ? own : new URLClassLoader("loop-under-test", urls.toArray(URL[]::new), own);
    }

    ClassLoader loader() {
        return loader;
    }

    private static void add(List<URL> urls, String part) {
        try {
            if (part.endsWith("*")) {
                Path folder = Path.of(part.equals("*") ? "." : part.substring(0, part.length() - 1));
                if (!Files.isDirectory(folder)) {
                    throw new UsageError("--classpath: there is no folder \"" + folder + "\"; correct the path");
                }
                try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
                    for (Path jar : jars) {
                        urls.add(jar.toUri().toURL());
                    }
                }
            } else if (Files.exists(Path.of(part))) {
                urls.add(Path.of(part).toUri().toURL());
            } else {
                throw new UsageError("--classpath: there is no \"" + part + "\"; build it, or correct the path");
            }
        } catch (MalformedURLException e) {
            throw new UsageError("--classpath: \"" + part + "\" makes no URL; move it", e);
        } catch (IOException e) {
            throw new UncheckedIOException("--classpath: " + part + " cannot be listed", e);
        }
    }

    /**
     * Makes the loops named, or those of the services if none is.
     *
     * @throws UsageError if there is none, or one cannot be made
     */
    List<Row> rows(List<String> providers) {
        List<Row> rows = new ArrayList<>();
        if (providers.isEmpty()) {
            try {
                ServiceRows.of(loader).rows().forEach(row -> rows.add(new Row(row, rule -> true)));
            } catch (IllegalStateException e) {
                throw new UsageError("loops: no provider was named, and no jar of the class path names one in "
                        + ServiceRows.FILE + "; add --provider CLASS, and --classpath if it is missing", e);
            } catch (ServiceConfigurationError e) {
                throw new UsageError("loops: a provider that is named in " + ServiceRows.FILE
                        + " cannot be made; make it a public class with a public constructor without parameters: "
                        + e.getMessage(), e);
            }
        }
        for (String provider : providers) {
            Object made = make(provider);
            try {
                if (made instanceof LoopTck suite) {
                    suite.loopUnderTest().rows().forEach(row -> rows.add(new Row(row, suite::includes)));
                } else {
                    ((LoopUnderTest) made).rows().forEach(row -> rows.add(new Row(row, rule -> true)));
                }
            } catch (RuntimeException | LinkageError e) {
                throw new UsageError("--provider " + provider + ": it cannot say which loops it has, " + e
                        + "; mend it, or add what it needs with --classpath", e);
            }
        }
        return rows;
    }

    private Object make(String name) {
        String operation = "--provider " + name;
        try {
            Class<?> type = Class.forName(name, true, loader);
            if (!LoopUnderTest.class.isAssignableFrom(type) && !LoopTck.class.isAssignableFrom(type)) {
                throw new UsageError(operation + ": the class is neither a LoopUnderTest nor a LoopTck; implement "
                        + LoopUnderTest.class.getName());
            }
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ClassNotFoundException e) {
            throw new UsageError(
                    operation + ": there is no such class; add its jar with --classpath, or correct the name "
                            + "(binary, with '$' before nested classes)",
                    e);
        } catch (LinkageError e) {
            throw new UsageError(operation + ": the class cannot be loaded, " + e
                    + "; add what it needs with --classpath", e);
        } catch (NoSuchMethodException | InstantiationException e) {
            throw new UsageError(operation + ": the class has no constructor without parameters, or is abstract; "
                    + "name one that can be made", e);
        } catch (InvocationTargetException e) {
            throw new UsageError(operation + ": its constructor threw " + e.getCause() + "; mend it", e);
        } catch (IllegalAccessException e) {
            throw new UsageError(operation + ": its constructor cannot be reached; make it public", e);
        }
    }
}
