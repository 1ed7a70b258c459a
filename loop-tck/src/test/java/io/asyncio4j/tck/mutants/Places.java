// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds all places of a class that can be broken. */
final class Places {

    private static final ClassDesc RUNTIME_EXCEPTION = ClassDesc.of("java.lang.RuntimeException");
    private static final ClassDesc RUNNABLE = ClassDesc.of("java.lang.Runnable");

    /** Methods that do the same at the other end, or the opposite. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("addLast", "addFirst"), Map.entry("add", "addFirst"), Map.entry("offer", "offerFirst"),
            Map.entry("addFirst", "addLast"), Map.entry("push", "addLast"), Map.entry("poll", "pollLast"),
            Map.entry("pollFirst", "pollLast"), Map.entry("peek", "peekLast"), Map.entry("peekFirst", "peekLast"),
            Map.entry("removeFirst", "removeLast"), Map.entry("remove", "removeLast"),
            Map.entry("getFirst", "getLast"), Map.entry("iterator", "descendingIterator"),
            Map.entry("min", "max"), Map.entry("max", "min"),
            Map.entry("scheduleStep", "step"), Map.entry("schedule", "call"));

    /** Fields of the same type that stand for the other end. */
    private static final Map<String, String> OTHER_FIELDS =
            Map.of("first", "last", "last", "first", "next", "previous", "previous", "next");

    private final List<Place> found = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private String family = "";
    private String method = "";
    private List<CodeElement> code = List.of();
    private Map<Integer, String> locals = Map.of();

    private Places() {}

    static List<Place> of(ClassModel type) {
        Places places = new Places();
        for (MethodModel method : type.methods()) {
            if (method.methodName().equalsString("toString")) {
                continue;
            }
            method.code().ifPresent(code -> places.look(method, code));
        }
        return places.found;
    }

    /** The method that has the lambda: {@code lambda$close$3} stands in {@code close}. */
    static String family(String method) {
        if (!method.startsWith("lambda$")) {
            return method;
        }
        String name = method.substring("lambda$".length(), method.lastIndexOf('$'));
        return name.equals("new") ? "<init>" : name.equals("static") ? "<clinit>" : name;
    }

    private void look(MethodModel model, CodeModel body) {
        String name = model.methodName().stringValue();
        family = family(name);
        method = name + model.methodType().stringValue();
        code = body.elementList();
        locals = new HashMap<>();
        for (CodeElement element : code) {
            if (element instanceof LocalVariable variable) {
                locals.putIfAbsent(variable.slot(), variable.name().stringValue());
            }
        }
        if (!name.startsWith("<") && body instanceof CodeAttribute) {
            whole(model.methodTypeSymbol().returnType());
        }
        for (int i = 0; i < code.size(); i++) {
            switch (code.get(i)) {
                case InvokeInstruction call -> call(i, call);
                case BranchInstruction branch -> branch(i, branch);
                case FieldInstruction field -> field(i, field);
                case StoreInstruction store -> add(
                        i, Operator.FORGET, locals.getOrDefault(store.slot(), "?"), to -> {
                            if (store.typeKind().slotSize() == 2) {
                                to.pop2();
                            } else {
                                to.pop();
                            }
                        });
                case ConstantInstruction constant -> constant(i, constant);
                case NewObjectInstruction made -> thrown(i, made);
                default -> {}
            }
        }
        if (model.flags().has(AccessFlag.BRIDGE)) {
            found.removeIf(place -> place.method().equals(method));
        }
    }

    private void add(int at, Operator operator, String name, Map<Integer, Consumer<CodeBuilder>> edits) {
        int number = numbers.merge(family + " " + operator + " " + name, 1, Integer::sum);
        found.add(new Place(family, method, at, operator, name, number, edits));
    }

    private void add(int at, Operator operator, String name, Consumer<CodeBuilder> edit) {
        add(at, operator, name, Map.of(at, edit));
    }

    private void whole(ClassDesc type) {
        add(0, Operator.NOTHING, "", Map.of(Place.ALL, to -> {
            nought(to, type);
            to.return_(TypeKind.from(type));
        }));
        if (type.equals(ConstantDescs.CD_boolean)) {
            add(0, Operator.ALWAYS, "", Map.of(Place.ALL, to -> to.iconst_1().ireturn()));
        }
    }

    private static void nought(CodeBuilder to, ClassDesc type) {
        switch (TypeKind.from(type)) {
            case VOID -> {}
            case LONG -> to.lconst_0();
            case DOUBLE -> to.dconst_0();
            case FLOAT -> to.fconst_0();
            case REFERENCE -> to.aconst_null();
            default -> to.iconst_0();
        }
    }

    private static void pop(CodeBuilder to, ClassDesc type) {
        if (TypeKind.from(type).slotSize() == 2) {
            to.pop2();
        } else {
            to.pop();
        }
    }

    private void call(int at, InvokeInstruction call) {
        String name = call.name().stringValue();
        if (name.equals("<init>")) {
            return;
        }
        MethodTypeDesc type = call.typeSymbol();
        boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
        Consumer<CodeBuilder> drop = to -> {
            for (int i = type.parameterCount() - 1; i >= 0; i--) {
                pop(to, type.parameterType(i));
            }
            if (!isStatic) {
                to.pop();
            }
        };
        ClassDesc result = type.returnType();
        add(at, Operator.WITHOUT, name, drop.andThen(to -> nought(to, result)));
        if (result.equals(ConstantDescs.CD_boolean)) {
            add(at, Operator.TRUE, name, drop.andThen(CodeBuilder::iconst_1));
        }
        int given = type.parameterCount() + (isStatic ? 0 : 1);
        if (given == 1 && !result.isPrimitive()) {
            ClassDesc from = isStatic ? type.parameterType(0) : call.owner().asSymbol();
            if (!from.isPrimitive() && (from.equals(result) || result.equals(ConstantDescs.CD_List))) {
                add(at, Operator.UNCHANGED, name, to -> {});
            }
        }
        if (result.equals(ConstantDescs.CD_void) && given == 1 && (isStatic || call.opcode() != Opcode.INVOKESPECIAL)) {
            add(at, Operator.TWICE, name, to -> to.dup().with(call).with(call));
        }
        if (result.equals(ConstantDescs.CD_void) && given == 2
                && TypeKind.from(type.parameterType(type.parameterCount() - 1)).slotSize() == 1) {
            add(at, Operator.TWICE, name, to -> to.dup2().with(call).with(call));
        }
        instead(at, call, type);
        atOnce(at, name, type, isStatic);
    }

    private void instead(int at, InvokeInstruction call, MethodTypeDesc type) {
        String name = call.name().stringValue();
        String other = OTHERS.get(name);
        String owner = call.owner().asInternalName();
        boolean listed = owner.endsWith("Deque") || owner.endsWith("List") || owner.equals("java/lang/Math")
                || owner.equals("io/asyncio4j/tasks/Task") || owner.equals("io/asyncio4j/tasks/GroupChild");
        if (other == null || !listed || name.equals("remove") && type.parameterCount() > 0) {
            return;
        }
        // The end of a list that is given is told whether it took it, the other end is not.
        boolean tells = name.equals("add") && type.parameterCount() == 1;
        MethodTypeDesc otherType = tells ? type.changeReturnType(ConstantDescs.CD_void) : type;
        add(at, Operator.INSTEAD, name, to -> {
            ClassDesc target = call.owner().asSymbol();
            switch (call.opcode()) {
                case INVOKESTATIC -> to.invokestatic(target, other, otherType);
                case INVOKEINTERFACE -> to.invokeinterface(target, other, otherType);
                default -> to.invokevirtual(target, other, otherType);
            }
            if (tells) {
                to.iconst_1();
            }
        });
    }

    /** {@code loop.callSoon(callback...)} and its like; what goes before the callback and after it is dropped. */
    private void atOnce(int at, String name, MethodTypeDesc type, boolean isStatic) {
        int callback = type.parameterList().indexOf(RUNNABLE);
        int before = callback + (isStatic ? 0 : 1);
        boolean schedules = name.startsWith("callSoon") || name.equals("post");
        if (schedules && callback >= 0 && before == 1) {
            add(at, Operator.AT_ONCE, name, to -> {
                for (int i = type.parameterCount() - 1; i > callback; i--) {
                    pop(to, type.parameterType(i));
                }
                to.invokeinterface(RUNNABLE, "run", MethodTypeDesc.of(ConstantDescs.CD_void)).pop();
                nought(to, type.returnType());
            });
        }
    }

    private void branch(int at, BranchInstruction branch) {
        Opcode opposite = switch (branch.opcode()) {
            case IFEQ -> Opcode.IFNE;
            case IFNE -> Opcode.IFEQ;
            case IFLT -> Opcode.IFGE;
            case IFGE -> Opcode.IFLT;
            case IFGT -> Opcode.IFLE;
            case IFLE -> Opcode.IFGT;
            case IF_ICMPEQ -> Opcode.IF_ICMPNE;
            case IF_ICMPNE -> Opcode.IF_ICMPEQ;
            case IF_ICMPLT -> Opcode.IF_ICMPGE;
            case IF_ICMPGE -> Opcode.IF_ICMPLT;
            case IF_ICMPGT -> Opcode.IF_ICMPLE;
            case IF_ICMPLE -> Opcode.IF_ICMPGT;
            case IF_ACMPEQ -> Opcode.IF_ACMPNE;
            case IF_ACMPNE -> Opcode.IF_ACMPEQ;
            case IFNULL -> Opcode.IFNONNULL;
            case IFNONNULL -> Opcode.IFNULL;
            default -> null;
        };
        if (opposite != null) {
            add(at, Operator.NEGATE, looksAt(at), to -> to.branch(opposite, branch.target()));
        }
    }

    /** What a condition looks at: the last call, field, type or variable before it. */
    private String looksAt(int at) {
        for (int i = at - 1; i >= 0; i--) {
            switch (code.get(i)) {
                case InvokeInstruction call -> {
                    return call.name().stringValue();
                }
                case FieldInstruction field -> {
                    return field.name().stringValue();
                }
                case TypeCheckInstruction check when check.opcode() == Opcode.INSTANCEOF -> {
                    return check.type().asSymbol().displayName();
                }
                case LoadInstruction load -> {
                    return locals.getOrDefault(load.slot(), "?");
                }
                default -> {}
            }
        }
        return "?";
    }

    private void field(int at, FieldInstruction field) {
        String other = OTHER_FIELDS.get(field.name().stringValue());
        if (other != null && field.opcode() == Opcode.GETFIELD) {
            add(at, Operator.INSTEAD, field.name().stringValue(),
                    to -> to.getfield(field.owner().asSymbol(), other, field.typeSymbol()));
        }
        boolean put = field.opcode() == Opcode.PUTFIELD;
        if (put || field.opcode() == Opcode.PUTSTATIC) {
            add(at, Operator.FORGET, field.name().stringValue(), to -> {
                pop(to, field.typeSymbol());
                if (put) {
                    to.pop();
                }
            });
        }
    }

    private void constant(int at, ConstantInstruction constant) {
        switch (constant.constantValue()) {
            case Integer number ->
                add(at, Operator.CONSTANT, number.toString(), to -> to.loadConstant(number == 1 ? 0 : number + 1));
            case Long number ->
                add(at, Operator.CONSTANT, number.toString(), to -> to.loadConstant(number == 1 ? 0L : number + 1));
            case Double number -> add(at, Operator.CONSTANT, number.toString(), to -> to.loadConstant(number + 1));
            case String text -> add(at, Operator.CONSTANT, text, to -> to.loadConstant("broken"));
            default -> {}
        }
    }

    /** {@code throw new X(...)} becomes a RuntimeException, if that has such a constructor. */
    private void thrown(int at, NewObjectInstruction made) {
        ClassDesc type = made.className().asSymbol();
        String simple = type.displayName();
        if (!simple.endsWith("Exception") && !simple.endsWith("Error")) {
            return;
        }
        int depth = 0;
        for (int i = at + 1; i < code.size(); i++) {
            CodeElement element = code.get(i);
            if (element instanceof NewObjectInstruction other && other.className().equals(made.className())) {
                depth++;
            } else if (element instanceof InvokeInstruction call && call.name().equalsString("<init>")
                    && call.owner().asSymbol().equals(type) && depth-- == 0) {
                MethodTypeDesc how = call.typeSymbol();
                List<String> arguments = how.parameterList().stream().map(ClassDesc::displayName).toList();
                if (List.of(List.of(), List.of("String"), List.of("String", "Throwable"), List.of("Throwable"))
                        .contains(arguments) && throwsSoon(i)) {
                    add(at, Operator.THROW, simple, Map.of(at, to -> to.new_(RUNTIME_EXCEPTION),
                            i, to -> to.invokespecial(RUNTIME_EXCEPTION, "<init>", how)));
                }
                return;
            }
        }
    }

    private boolean throwsSoon(int at) {
        return at + 1 < code.size() && code.get(at + 1) instanceof ThrowInstruction;
    }
}
