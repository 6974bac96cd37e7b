package io.qubinode.mcp.nativeimage;

import io.qubinode.mcp.testing.ClassFiles;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every module runs this on its own classes: what native-image refuses, or makes wrong without a word, is in none of them. */
@Execution(ExecutionMode.CONCURRENT)
class ReadyForNativeTest {

    private static final JavaClasses OWN = new ClassFileImporter().importPath(ClassFiles.OF_THE_MODULE);

    /** A step of the build, which no service runs. */
    static final List<String> BUILD_ONLY = List.of("io.qubinode.mcp.security.tool.SchemaFiles");

    /** Those of launcher/NativeTypes.java. */
    private static final List<String> PROXIES = List.of(
            "io.qubinode.mcp.airflow.airflowapi.adapter.ApiVersionSelector",
            "io.qubinode.mcp.assistant.process.OrderlyEnd");

    @Test
    void staticFieldsHoldNothingThatBelongsToAProcess() {
        ImageHeap.NO_STATIC_FIELD_HOLDS_WHAT_IT_REFUSES.check(OWN);
    }

    @Test
    void staticInitializersTouchNoNativeLibrary() {
        ImageHeap.NO_STATIC_INITIALIZER_TOUCHES_A_NATIVE_LIBRARY.allowEmptyShould(true).check(OWN);
    }

    @Test
    void staticInitializersKeepNothingOfTheMachineTheyRunOn() {
        ImageHeap.NO_STATIC_INITIALIZER_ASKS_THE_MACHINE.check(OWN);
    }

    @Test
    void cachesAreGivenNoLoader() {
        ImageHeap.NO_CACHE_IS_GIVEN_A_LOADER.check(OWN);
    }

    @Test
    void proxiesAreMadeWhereTheyAreNamedToNativeImage() {
        ImageHeap.NO_PROXY_IS_MADE.check(OWN.that(not(DescribedPredicate.describe(
                "named in NativeTypes.java", type -> PROXIES.contains(type.getName())))));
    }

    @Test
    void classesAreLookedUpByConstantNames() throws IOException {
        assertThat(NamesOfClasses.notConstant(ClassFiles.OF_THE_MODULE)).isSubsetOf(BUILD_ONLY);
    }

    /** The rules find what they are for. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                StaticRandom.class,
                StaticThreads.class,
                StaticCleaner.class,
                StaticWithin.class,
                StaticSupplier.class,
                Constant.class
            })
    void findsAStaticField(Class<?> wrong) {
        assertThat(violations(ImageHeap.NO_STATIC_FIELD_HOLDS_WHAT_IT_REFUSES, wrong)).hasSize(1);
    }

    @Test
    void leavesOtherFieldsAlone() {
        assertThat(violations(ImageHeap.NO_STATIC_FIELD_HOLDS_WHAT_IT_REFUSES, Right.class)).isEmpty();
    }

    @Test
    void findsWhatIsKeptOfTheMachine() {
        assertThat(violations(ImageHeap.NO_STATIC_INITIALIZER_ASKS_THE_MACHINE, StaticCount.class)).hasSize(1);
        assertThat(violations(ImageHeap.NO_STATIC_INITIALIZER_ASKS_THE_MACHINE, Right.class)).isEmpty();
    }

    @Test
    void findsALoaderAndAProxy() {
        assertThat(violations(ImageHeap.NO_CACHE_IS_GIVEN_A_LOADER, Loading.class)).hasSize(1);
        assertThat(violations(ImageHeap.NO_PROXY_IS_MADE, Loading.class)).hasSize(1);
    }

    @Test
    void findsANameThatIsNotConstant() throws IOException {
        assertThat(NamesOfClasses.notConstant(ClassFiles.OF_TESTS))
                .contains(Computed.class.getName())
                .doesNotContain(Right.class.getName());
    }

    private static List<String> violations(ArchRule rule, Class<?> of) {
        return rule.allowEmptyShould(true)
                .evaluate(new ClassFileImporter().importClasses(of, Holder.class))
                .getFailureReport()
                .getDetails();
    }

    static final class StaticRandom {
        static final Random RANDOM = new Random();
    }

    static final class StaticThreads {
        static volatile ExecutorService threads;
    }

    static final class StaticCleaner {
        static final Optional<Cleaner> CLEANER = Optional.empty();
    }

    static final class StaticWithin {
        static final Holder HOLDER = new Holder();
    }

    static final class StaticSupplier {
        static final Supplier<List<? extends Thread>> THREADS = List::of;
    }

    @SuppressWarnings("unused")
    interface Constant {
        Thread THREAD = new Thread();
    }

    static final class Holder {
        final Random random = new Random();
    }

    static final class Right {
        static final String NAME = "a";
        final Random random = new Random();

        static Class<?> found() throws ClassNotFoundException {
            return Class.forName("java.lang.String");
        }
    }

    static final class StaticCount {
        static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    }

    static final class Loading {
        static Object made() {
            Caffeine.newBuilder().build();
            Caffeine.newBuilder().build(key -> key);
            return Proxy.newProxyInstance(null, new Class<?>[] {Runnable.class}, (proxy, method, given) -> null);
        }
    }

    static final class Computed {
        static Class<?> found() throws ClassNotFoundException {
            return Class.forName("java.lang." + System.lineSeparator());
        }
    }
}
