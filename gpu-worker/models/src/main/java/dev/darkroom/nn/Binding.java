package dev.darkroom.nn;

import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.TensorSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where a program's weights come from.
 *
 * @param surplus names that the source may hold although no module declares them
 */
public record Binding(TensorSource source, Predicate<String> surplus) {
  private static final int MAX_COMPLAINTS = 10;

  /** The source must hold exactly what is declared. */
  public static Binding exact(TensorSource source) {
    return new Binding(source, _ -> false);
  }

  /** Whatever else the source holds is left alone. */
  public static Binding partOf(TensorSource source) {
    return new Binding(source, _ -> true);
  }

  /**
   * The declared weights, in order.
   *
   * @throws BindingException naming what is missing, surplus or of another shape
   */
  List<HostTensor> resolve(List<Param> params) {
    Set<String> names = source.names();
    Set<String> unclaimed = new HashSet<>(names);
    List<String> complaints = new ArrayList<>();
    List<HostTensor> tensors = new ArrayList<>();
    for (Param param : params) {
      if (!names.contains(param.name())) {
        complaints.add(param.name() + " of shape " + param.shape() + " is missing");
        continue;
      }
      unclaimed.remove(param.name());
      HostTensor tensor = source.get(param.name());
      if (!tensor.shape().equals(param.shape())) {
        complaints.add(
            param.name() + " has shape " + tensor.shape() + ", the model needs " + param.shape());
      }
      tensors.add(tensor);
    }
    unclaimed.stream()
        .filter(name -> !surplus.test(name))
        .sorted()
        .map(name -> name + " of shape " + source.get(name).shape() + " belongs to no module")
        .forEach(complaints::add);
    if (!complaints.isEmpty()) {
      throw new BindingException(summary(complaints));
    }
    return tensors;
  }

  private static String summary(List<String> complaints) {
    String shown =
        String.join("; ", complaints.subList(0, Math.min(MAX_COMPLAINTS, complaints.size())));
    int more = complaints.size() - MAX_COMPLAINTS;
    return "the weights do not fit the model: "
        + shown
        + (more > 0 ? "; and " + more + " more" : "");
  }
}
