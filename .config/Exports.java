// SPDX-License-Identifier: Apache-2.0

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodSignature;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.ExceptionsAttribute;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists what a compiled module exports, one line a type and one a member, and compares that list with the one that is
 * checked in. Arguments: {@code check} or {@code write}, the folder of classes, the list.
 */
void main(String[] args) throws IOException {
    var write = args[0].equals("write");
    var classes = Path.of(args[1]);
    var list = Path.of(args[2]);
    var actual = exports(classes);
    var expected = Files.exists(list) ? Files.readAllLines(list) : List.<String>of();
    if (actual.equals(expected)) return;
    if (write) {
        Files.createDirectories(list.getParent());
        Files.write(list, actual);
        return;
    }
    System.err.println("The exported API is not what " + list + " says:");
    print("  + ", actual, expected);
    print("  - ", expected, actual);
    System.err.println("If that is meant: mvn -q process-classes exec:exec@exports -Dexports=write");
    System.exit(1);
}

void print(String sign, List<String> lines, List<String> others) {
    var known = new HashSet<>(others);
    var type = "";
    for (var line : lines) {
        if (!line.startsWith("    ")) type = line;
        if (!known.contains(line)) System.err.println(sign + (line.equals(type) ? line : type + " :: " + line.strip()));
    }
}

List<String> exports(Path classes) throws IOException {
    var lines = new ArrayList<String>();
    var module = parse(classes.resolve("module-info.class")).findAttribute(Attributes.module()).orElseThrow();
    lines.add("module " + module.moduleName().name().stringValue());
    module.provides().stream()
            .map(p -> "provides " + dotted(p.provides().asInternalName()))
            .sorted().forEach(lines::add);
    for (var name : packages(module)) {
        lines.add("");
        lines.add("package " + dotted(name));
        try (var files = Files.list(classes.resolve(name))) {
            for (var file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                var type = parse(file);
                if (isVisible(type)) lines.addAll(type(type));
            }
        }
    }
    return lines;
}

/** Exports to everybody only: a qualified export is a matter between two modules of this project. */
List<String> packages(ModuleAttribute module) {
    return module.exports().stream()
            .filter(e -> e.exportsTo().isEmpty())
            .map(e -> e.exportedPackage().name().stringValue())
            .sorted().toList();
}

ClassModel parse(Path file) throws IOException {
    return ClassFile.of().parse(file);
}

/** A nested type has its true access in the InnerClasses attribute, its outer types' too. */
boolean isVisible(ClassModel type) {
    if (type.thisClass().asInternalName().endsWith("package-info")) return false;
    var nested = type.findAttribute(Attributes.innerClasses());
    if (nested.isEmpty()) return type.flags().has(AccessFlag.PUBLIC);
    var name = type.thisClass().asInternalName();
    var visible = new boolean[] {true};
    var self = new boolean[1];
    for (var inner : nested.get().classes()) {
        var innerName = inner.innerClass().asInternalName();
        if (!name.equals(innerName) && !name.startsWith(innerName + "$")) continue;
        self[0] |= name.equals(innerName);
        visible[0] &= inner.outerClass().isPresent() && isVisible(inner.flags());
    }
    return visible[0] && (self[0] || type.flags().has(AccessFlag.PUBLIC));
}

boolean isVisible(Set<AccessFlag> flags) {
    return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
}

Set<AccessFlag> flags(ClassModel type) {
    return type.findAttribute(Attributes.innerClasses()).stream().flatMap(a -> a.classes().stream())
            .filter(i -> i.innerClass().asInternalName().equals(type.thisClass().asInternalName()))
            .map(i -> i.flags()).findFirst().orElse(type.flags().flags());
}

List<String> type(ClassModel type) {
    var lines = new ArrayList<String>();
    var flags = flags(type);
    var isInterface = flags.contains(AccessFlag.INTERFACE);
    var isRecord = type.findAttribute(Attributes.record()).isPresent();
    var isEnum = flags.contains(AccessFlag.ENUM);
    var kind = flags.contains(AccessFlag.ANNOTATION) ? "@interface"
            : isInterface ? "interface" : isRecord ? "record" : isEnum ? "enum" : "class";
    var head = new StringBuilder("  ").append(modifiers(flags, isInterface || isRecord || isEnum));
    if (type.findAttribute(Attributes.permittedSubclasses()).isPresent() && !isEnum) head.append("sealed ");
    head.append(kind).append(' ').append(shortName(type.thisClass().asInternalName()));
    var parameters = type.findAttribute(Attributes.signature()).map(a -> a.asClassSignature().typeParameters()).orElse(List.<Signature.TypeParam>of());
    head.append(show(parameters));
    var superclass = type.superclass().map(s -> s.asInternalName()).orElse("java/lang/Object");
    if (!isRecord && !isEnum && !superclass.equals("java/lang/Object")) head.append(" extends ").append(shortName(superclass));
    if (!type.interfaces().isEmpty()) {
        head.append(isInterface ? " extends " : " implements ").append(type.interfaces().stream()
                .map(i -> shortName(i.asInternalName())).collect(Collectors.joining(", ")));
    }
    lines.add(head.toString());
    var fields = type.fields().stream().filter(f -> isVisible(f.flags().flags()) && !f.flags().has(AccessFlag.SYNTHETIC)).map(this::field);
    var methods = type.methods().stream()
            .filter(m -> isVisible(m.flags().flags()) && !m.flags().has(AccessFlag.SYNTHETIC))
            .map(m -> method(type, m, isInterface));
    Stream.concat(fields, methods).sorted().forEach(lines::add);
    return lines;
}

String field(FieldModel field) {
    var type = field.findAttribute(Attributes.signature()).map(SignatureAttribute::asTypeSignature)
            .orElseGet(() -> Signature.of(field.fieldTypeSymbol()));
    return "    " + modifiers(field.flags().flags(), false) + show(type) + " " + field.fieldName().stringValue();
}

String method(ClassModel type, MethodModel method, boolean inInterface) {
    var signature = method.findAttribute(Attributes.signature()).map(SignatureAttribute::asMethodSignature)
            .orElseGet(() -> MethodSignature.of(method.methodTypeSymbol()));
    var flags = method.flags().flags();
    var name = method.methodName().stringValue();
    var line = new StringBuilder("    ");
    if (inInterface && !flags.contains(AccessFlag.ABSTRACT) && !flags.contains(AccessFlag.STATIC)) line.append("default ");
    line.append(modifiers(flags, inInterface));
    if (!signature.typeParameters().isEmpty()) line.append(show(signature.typeParameters())).append(' ');
    if (name.equals("<init>")) name = "new";
    else line.append(show(signature.result())).append(' ');
    line.append(name).append(signature.arguments().stream().map(this::show).collect(Collectors.joining(", ", "(", ")")));
    var thrown = method.findAttribute(Attributes.exceptions()).map(ExceptionsAttribute::exceptions).orElse(List.of());
    if (!thrown.isEmpty()) line.append(thrown.stream().map(e -> shortName(e.asInternalName()))
            .collect(Collectors.joining(", ", " throws ", "")));
    return line.toString();
}

/** Public goes without saying; so does, for some kinds of type, what the language implies. */
String modifiers(Set<AccessFlag> flags, boolean implied) {
    return Stream.of(AccessFlag.PROTECTED, AccessFlag.STATIC, AccessFlag.ABSTRACT, AccessFlag.FINAL)
            .filter(flags::contains)
            .filter(f -> !implied || f == AccessFlag.STATIC || f == AccessFlag.PROTECTED)
            .map(f -> f.name().toLowerCase(Locale.ROOT) + " ").collect(Collectors.joining());
}

String show(List<Signature.TypeParam> parameters) {
    return parameters.isEmpty() ? "" : parameters.stream().map(p -> p.identifier() + Stream
            .concat(p.classBound().stream(), p.interfaceBounds().stream()).map(this::show)
            .filter(bound -> !bound.equals("Object"))
            .reduce((a, b) -> a + " & " + b).map(" extends "::concat).orElse(""))
            .collect(Collectors.joining(", ", "<", ">"));
}

String show(Signature signature) {
    return switch (signature) {
        case Signature.BaseTypeSig base -> ClassDesc.ofDescriptor(base.signatureString()).displayName();
        case Signature.ArrayTypeSig array -> show(array.componentSignature()) + "[]";
        case Signature.TypeVarSig variable -> variable.identifier();
        case Signature.ClassTypeSig type -> shortName(type.className()) + (type.typeArgs().isEmpty() ? ""
                : type.typeArgs().stream().map(this::show).collect(Collectors.joining(", ", "<", ">")));
    };
}

String show(Signature.TypeArg argument) {
    return switch (argument) {
        case Signature.TypeArg.Unbounded _ -> "?";
        case Signature.TypeArg.Bounded bounded -> switch (bounded.wildcardIndicator()) {
            case NONE -> show(bounded.boundType());
            case EXTENDS -> "? extends " + show(bounded.boundType());
            case SUPER -> "? super " + show(bounded.boundType());
        };
    };
}

String dotted(String internalName) {
    return internalName.replace('/', '.').replace('$', '.');
}

String shortName(String internalName) {
    return dotted(internalName.substring(internalName.lastIndexOf('/') + 1));
}
