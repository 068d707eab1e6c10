package dev.darkroom.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The farm's ids and names as the plain texts that they are, without the mapper's reflection; what
 * many records have in common, a tenant, a pool, a model, a demand, is read as one and the same
 * object: a third less to keep for everybody who follows the jobs (ADR 17).
 */
final class SharedWords {
  /** What is kept of each kind; one that is displaced is made anew when it comes again. */
  private static final int KEPT = 1 << 10;

  private SharedWords() {}

  static SimpleModule module() {
    Words words = new Words();
    words.own(JobId.class, JobId::parse);
    words.own(CommandId.class, CommandId::parse);
    words.own(Digest.class, Digest::parse);
    words.shared(BatchId.class, BatchId::of);
    words.shared(JobKind.class, JobKind::parse);
    words.shared(ModelRef.class, ModelRef::parse);
    words.shared(PoolId.class, PoolId::of);
    words.shared(TenantId.class, TenantId::of);
    words.shared(WorkerId.class, WorkerId::parse);
    words.setDeserializerModifier(new SharedDemands());
    return words;
  }

  private static final class Words extends SimpleModule {
    private static final long serialVersionUID = 1;

    Words() {
      super("words");
    }

    /** Each its own object: no two records have it in common. */
    <T> void own(Class<T> type, Function<String, T> parsed) {
      addSerializer(type, new Writer<>(type));
      addDeserializer(type, new Reader<>(type, parsed));
    }

    <T> void shared(Class<T> type, Function<String, T> parsed) {
      Kept<String, T> kept = new Kept<>();
      own(type, text -> kept.get(text, parsed));
    }
  }

  /** A cache of fixed size: each key has one place, and the latest there stays. */
  private static final class Kept<K, T> {
    private final AtomicReferenceArray<@Nullable Pair<K, T>> places =
        new AtomicReferenceArray<>(KEPT);

    private record Pair<K, T>(K key, T value) {}

    T get(K key, Function<K, T> made) {
      int hash = key.hashCode();
      int place = (hash ^ (hash >>> 16)) & (KEPT - 1);
      Pair<K, T> there = places.get(place);
      if (there != null && there.key.equals(key)) {
        return there.value;
      }
      T value = made.apply(key);
      places.set(place, new Pair<>(key, value));
      return value;
    }
  }

  private static final class Writer<T> extends StdScalarSerializer<T> {
    private static final long serialVersionUID = 1;

    Writer(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(value.toString());
    }
  }

  private static final class Reader<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1;

    private final transient Function<String, T> parsed;

    Reader(Class<T> type, Function<String, T> parsed) {
      super(type);
      this.parsed = parsed;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(JsonParser from, DeserializationContext context) throws IOException {
      if (!from.hasToken(JsonToken.VALUE_STRING)) {
        return (T) context.handleUnexpectedToken(handledType(), from);
      }
      try {
        return parsed.apply(from.getText());
      } catch (IllegalArgumentException e) {
        throw context.instantiationException(handledType(), e);
      }
    }
  }

  private static final class SharedDemands extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription type, JsonDeserializer<?> reader) {
      return type.getBeanClass() == Demand.class ? new DemandReader(reader, new Kept<>()) : reader;
    }
  }

  private static final class DemandReader extends DelegatingDeserializer {
    private static final long serialVersionUID = 1;

    private final transient Kept<Demand, Demand> kept;

    DemandReader(JsonDeserializer<?> reader, Kept<Demand, Demand> kept) {
      super(reader);
      this.kept = kept;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
      return new DemandReader(reader, kept);
    }

    @Override
    public Object deserialize(JsonParser from, DeserializationContext context) throws IOException {
      Object read = super.deserialize(from, context);
      return read instanceof Demand demand ? kept.get(demand, Function.identity()) : read;
    }
  }
}
