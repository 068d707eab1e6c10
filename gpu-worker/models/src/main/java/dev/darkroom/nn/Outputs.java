package dev.darkroom.nn;

import dev.darkroom.weights.HostTensor;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The named results of a call. Those kept on the device are the caller's to close. */
public final class Outputs {
  private final Map<String, HostTensor> host;
  private final Map<String, Resident> resident;

  Outputs(Map<String, HostTensor> host, Map<String, Resident> resident) {
    this.host = Map.copyOf(host);
    this.resident = Map.copyOf(resident);
  }

  /** A result on the host, F32 or I64 (F64 in an F64 run). */
  public HostTensor get(String name) {
    return found(name, host.get(name));
  }

  /** All elements of a result, in rows. */
  public float[] floats(String name) {
    return get(name).toFloats();
  }

  /** All elements of an integer result, in rows. */
  public long[] longs(String name) {
    return get(name).toLongs();
  }

  /** The one element of a scalar result. */
  public double number(String name) {
    return get(name).toDoubles()[0];
  }

  /** A result that stayed on the device. */
  public Resident kept(String name) {
    return found(name, resident.get(name));
  }

  private <T> T found(String name, @Nullable T value) {
    if (value == null) {
      Set<String> names = new TreeSet<>(host.keySet());
      names.addAll(resident.keySet());
      throw new IllegalArgumentException("there is no result '" + name + "' there, only " + names);
    }
    return value;
  }
}
