package dev.darkroom.storage.progress;

import java.time.Duration;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.util.JedisURIHelper;

/** Makes Redis clients with every wait bounded. No connection is made before the first call. */
final class RedisConnections {
  /** Beyond the longest blocked read, within which silence means a dead connection. */
  private static final Duration BLOCKED_SLACK = Duration.ofSeconds(5);

  private RedisConnections() {}

  /**
   * A client with a pool.
   *
   * @param connections at most
   * @param blocked the longest time that a read may block in the server
   */
  static RedisClient open(RedisSettings settings, int connections, Duration blocked) {
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setMaxTotal(connections);
    pool.setMaxIdle(connections);
    pool.setMinIdle(0);
    pool.setMaxWait(settings.timeout());
    pool.setJmxEnabled(false);
    int timeout = Math.toIntExact(settings.timeout().toMillis());
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(timeout)
            .socketTimeoutMillis(timeout)
            .blockingSocketTimeoutMillis(Math.toIntExact(blocked.plus(BLOCKED_SLACK).toMillis()))
            .user(JedisURIHelper.getUser(settings.url()))
            .password(JedisURIHelper.getPassword(settings.url()))
            .database(JedisURIHelper.getDBIndex(settings.url()))
            .clientName("darkroom");
    if (JedisURIHelper.isRedisSSLScheme(settings.url())) {
      var _ = config.sslOptions(SslOptions.defaults());
    }
    HostAndPort address = HostAndPort.from(settings.address());
    return RedisClient.builder()
        .hostAndPort(address)
        .clientConfig(config.build())
        .poolConfig(pool)
        .build();
  }
}
