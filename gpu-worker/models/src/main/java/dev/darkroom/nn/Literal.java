package dev.darkroom.nn;

import dev.darkroom.weights.DType;
import dev.darkroom.weights.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Java values written as TorchScript source. */
final class Literal {
  /** Stands for the run's dtype until a program is emitted. */
  static final String RUN_DTYPE = "%dtype%";

  /** Stands for the run's device until a program is emitted. */
  static final String RUN_DEVICE = "%device%";

  private Literal() {}

  /** A keyword argument. */
  record Keyword(String name, Object value) {}

  /** Source text that stands for itself. */
  record Raw(String source) {}

  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Sym sym -> sym.name();
      case Boolean b -> b ? "True" : "False";
      case Double d -> of(d.doubleValue());
      case Float f -> of((double) f);
      case Integer i -> Integer.toString(i);
      case Long l -> Long.toString(l);
      case String s -> quoted(s);
      case DType dtype -> Integer.toString(scalarType(dtype));
      case Shape shape -> Arrays.toString(shape.dims());
      case long[] values -> Arrays.toString(values);
      case double[] values -> of(Arrays.stream(values).boxed().toList());
      case List<?> list -> ofList(list);
      case Keyword(String name, Object argument) -> name + "=" + of(argument);
      case Raw(String source) -> source;
      default ->
          throw new IllegalArgumentException(
              "an operation cannot take a "
                  + value.getClass().getSimpleName()
                  + ": pass values, numbers, flags, texts, dtypes, or lists of these");
    };
  }

  /** All symbolic values among the arguments, those within lists too. */
  static List<Sym> symsIn(@Nullable Object... arguments) {
    List<Sym> found = new ArrayList<>();
    for (Object argument : arguments) {
      switch (argument) {
        case Sym sym -> found.add(sym);
        case List<?> list -> found.addAll(symsIn(list.toArray()));
        case Keyword(String _, Object value) -> found.addAll(symsIn(value));
        case null, default -> {}
      }
    }
    return found;
  }

  /** The number by which torch's scripts know a dtype. */
  static int scalarType(DType dtype) {
    return switch (dtype) {
      case U8 -> 0;
      case I8 -> 1;
      case I16 -> 2;
      case I32 -> 3;
      case I64 -> 4;
      case F16 -> 5;
      case F32 -> 6;
      case F64 -> 7;
      case BOOL -> 11;
      case BF16 -> 15;
    };
  }

  private static String of(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a script cannot hold the number " + value);
    }
    return Double.toString(value);
  }

  private static String ofList(List<?> list) {
    List<String> parts = new ArrayList<>();
    for (Object element : list) {
      parts.add(of(element));
    }
    return "[" + String.join(", ", parts) + "]";
  }

  private static String quoted(String text) {
    if (!text.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\')) {
      throw new IllegalArgumentException("text '" + text + "' cannot stand in a script");
    }
    return '"' + text + '"';
  }
}
