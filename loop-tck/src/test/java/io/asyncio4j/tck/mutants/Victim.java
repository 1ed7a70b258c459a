// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import net.bytebuddy.agent.ByteBuddyAgent;

/**
 * A class whose methods are changed while it is in use. Redefinition keeps everything but the bodies of methods, so
 * what is changed here is bodies only; calls that run meanwhile end in the old body.
 */
final class Victim {

    private static final ClassDesc GUARD = Guard.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc TAKES_NUMBER = MethodTypeDesc.ofDescriptor("(I)V");
    private static final ClassFile CLASS_FILE = ClassFile.of(
            ClassHierarchyResolverOption.of(
                    ClassHierarchyResolver.ofResourceParsing(Victim.class.getClassLoader())
                            .orElse(ClassHierarchyResolver.defaultResolver())));
    private static int mutants;

    private final Class<?> type;
    private final byte[] sound;
    private final ClassModel model;
    private final List<Place> places;

    private Victim(Class<?> type) {
        this.type = type;
        this.sound = bytes(type);
        this.model = CLASS_FILE.parse(sound);
        this.places = Places.of(model);
    }

    /**
     * Finds a class.
     *
     * @param name its binary name, below io.asyncio4j if it starts in lower case there: {@code sync.Lock}
     */
    static Victim of(String name) {
        String full = name.startsWith("io.asyncio4j.") ? name : "io.asyncio4j." + name;
        try {
            return new Victim(Class.forName(full));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(full + ": there is no such class to break; mend the proof", e);
        }
    }

    private static byte[] bytes(Class<?> type) {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return type.getName();
    }

    List<Place> places() {
        return places;
    }

    /** Changes the class at one place. */
    void breakAt(Place place) {
        int mutant = ++mutants;
        byte[] broken = transform(
                method -> place.method().equals(method),
                method -> new Breaking(place, mutant));
        Guard.activate(mutant);
        redefine(broken);
    }

    /** Lets each place of the class tell when it is reached, with its number in {@link #places} plus an offset. */
    void observe(int offset) {
        redefine(transform(method -> true, method -> new Observing(method, offset)));
    }

    void restore() {
        Guard.activate(0);
        redefine(sound);
    }

    private byte[] transform(
            Predicate<String> wanted, Function<MethodModel, CodeTransform> how) {
        return CLASS_FILE.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent() && wanted.test(nameOf(method))) {
                builder.transformMethod(method, MethodTransform.transformingCode(how.apply(method)));
            } else {
                builder.with(element);
            }
        });
    }

    private static String nameOf(MethodModel method) {
        return method.methodName().stringValue() + method.methodType().stringValue();
    }

    private void redefine(byte[] bytes) {
        try {
            Agent.INSTRUMENTATION.redefineClasses(new ClassDefinition(type, bytes));
        } catch (ClassNotFoundException | UnmodifiableClassException e) {
            throw new AssertionError(e);
        }
    }

    /** Attached at the first need; the JDK wants a second process for that, which the library starts. */
    private static final class Agent {
        static final Instrumentation INSTRUMENTATION = ByteBuddyAgent.install();
    }

    private static final class Breaking implements CodeTransform {
        private final Place place;
        private final int mutant;
        private final Set<Label> passed = new HashSet<>();
        private int at;
        private boolean done;

        Breaking(Place place, int mutant) {
            this.place = place;
            this.mutant = mutant;
        }

        @Override
        public void accept(CodeBuilder to, CodeElement element) {
            Consumer<CodeBuilder> whole = place.edits().get(Place.ALL);
            if (whole != null) {
                if (!done) {
                    done = true;
                    whole.accept(to);
                }
                return;
            }
            if (element instanceof LabelTarget label) {
                passed.add(label.label());
            }
            if (element instanceof BranchInstruction branch && passed.contains(branch.target())) {
                to.loadConstant(mutant).invokestatic(GUARD, "check", TAKES_NUMBER);
            }
            Consumer<CodeBuilder> edit = place.edits().get(at++);
            if (edit == null) {
                to.with(element);
            } else {
                edit.accept(to);
            }
        }
    }

    private final class Observing implements CodeTransform {
        private final Map<Integer, List<Integer>> numbers = new HashMap<>();
        private int at;

        Observing(MethodModel method, int offset) {
            for (int i = 0; i < places.size(); i++) {
                if (places.get(i).method().equals(nameOf(method))) {
                    numbers.computeIfAbsent(places.get(i).at(), key -> new ArrayList<>()).add(i + offset);
                }
            }
        }

        @Override
        public void accept(CodeBuilder to, CodeElement element) {
            List<Integer> here = numbers.get(at++);
            if (here != null) {
                // One is enough: all places at one element are reached together.
                to.loadConstant(here.getFirst()).invokestatic(GUARD, "reached", TAKES_NUMBER);
            }
            to.with(element);
        }
    }
}
