package dev.darkroom.nn.libtorch;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which every native call runs. Their stacks are large because libtorch walks a long
 * script by recursion and dies without a word on a usual stack; the memory is only reserved.
 */
final class NativeThreads {
  private static final long STACK_BYTES = 256L << 20;
  private static final int IDLE_SECONDS = 60;
  private static final int MOST = Math.max(4, Runtime.getRuntime().availableProcessors());
  private static final AtomicInteger COUNT = new AtomicInteger();
  // The queue is bounded by its callers: each waits for its own task.
  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(
          MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Worker::new);

  static {
    POOL.allowCoreThreadTimeOut(true);
  }

  private NativeThreads() {}

  /** A thread of the pool, with what libtorch keeps per thread. */
  static final class Worker extends Thread {
    /** The number of native threads last set for this thread; 0 before the first call. */
    int nativeThreads;

    Worker(Runnable work) {
      super(null, work, "libtorch-" + COUNT.incrementAndGet(), STACK_BYTES);
      setDaemon(true);
    }
  }

  /**
   * Runs {@code work} on a native thread and waits for it. A native call cannot be stopped half
   * way: an interrupt is kept for the caller until the call is over.
   */
  static <T> T call(Callable<T> work) throws Exception {
    if (Thread.currentThread() instanceof Worker) {
      return work.call();
    }
    Future<T> result = POOL.submit(work);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case Exception cause -> throw cause;
            case Error cause -> throw cause;
            case null, default -> throw e;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
