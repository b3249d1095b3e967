package io.foreflow.forecaster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Set;

/** Which room may see which. An edge that is not here fails the build. */
@AnalyzeClasses(packages = "io.foreflow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String MODELS = "io.foreflow.models..";
    private static final String INGEST = "io.foreflow.ingest..";
    private static final String WINDOWING = "io.foreflow.windowing..";
    private static final String TRAINING = "io.foreflow.training..";
    private static final String TUTORIALS = "io.foreflow.tutorials..";
    private static final String FORECASTER = "io.foreflow.forecaster..";
    private static final String BENCHMARKS = "io.foreflow.benchmarks..";

    private static final int MOST_PARAMETERS = 8;
    private static final String BUILDER = "Builder";

    private static final Set<Class<?>> CLOCKS = Set.of(Clock.class, Instant.class, ZonedDateTime.class, System.class);

    @ArchTest
    static final ArchRule modelsSeeNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(MODELS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INGEST, WINDOWING, TRAINING, TUTORIALS, FORECASTER, BENCHMARKS);

    @ArchTest
    static final ArchRule ingestSeesModels = noClasses()
            .that()
            .resideInAPackage(INGEST)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WINDOWING, TRAINING, TUTORIALS, FORECASTER, BENCHMARKS);

    @ArchTest
    static final ArchRule windowingSeesIngestAndModels = noClasses()
            .that()
            .resideInAPackage(WINDOWING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRAINING, TUTORIALS, FORECASTER, BENCHMARKS);

    @ArchTest
    static final ArchRule trainingSeesWindowingAndBelow = noClasses()
            .that()
            .resideInAPackage(TRAINING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TUTORIALS, FORECASTER, BENCHMARKS);

    @ArchTest
    static final ArchRule tutorialsSeeTrainingAndBelow = noClasses()
            .that()
            .resideInAPackage(TUTORIALS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FORECASTER, BENCHMARKS);

    @ArchTest
    static final ArchRule offlineJobsNeverSeeStreams = noClasses()
            .that()
            .resideInAnyPackage(TRAINING, TUTORIALS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.foreflow.windowing.streams..", "org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule modelsKnowNoKafka = noClasses()
            .that()
            .resideInAPackage(MODELS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "kafka..");

    @ArchTest
    static final ArchRule theWindowerKnowsNoKafka = noClasses()
            .that()
            .resideInAPackage("io.foreflow.windowing.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "kafka..");

    @ArchTest
    static final ArchRule onlyOnePackageSeesDl4j = noClasses()
            .that()
            .resideOutsideOfPackage("io.foreflow.models.engine.dl4j..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..");

    @ArchTest
    static final ArchRule onlyOnePackageSeesJollyday = noClasses()
            .that()
            .resideOutsideOfPackage("io.foreflow.windowing.calendar..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("de.focus_shift..");

    @ArchTest
    static final ArchRule onlyTheSelectionNamesTheFusedEngine = noClasses()
            .that()
            .resideOutsideOfPackages("io.foreflow.models.engine..", "io.foreflow.forecaster.bench..", BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.foreflow.models.engine.fused..");

    @ArchTest
    static final ArchRule anOptionalEngineIsFoundNotNamed = noClasses()
            .that()
            .resideOutsideOfPackages("io.foreflow.models.engine.dl4j..", "io.foreflow.models.engine.cuda..", BENCHMARKS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.foreflow.models.engine.dl4j..", "io.foreflow.models.engine.cuda..");

    @ArchTest
    static final ArchRule onlyEnginesCallNativeCode = noClasses()
            .that()
            .resideOutsideOfPackages("io.foreflow.models.engine.dl4j..", "io.foreflow.models.engine.cuda..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule onlyOnePackageSeesTheAwsSdk = noClasses()
            .that()
            .resideOutsideOfPackage("io.foreflow.forecaster.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule onlyTheEmbeddedBrokerSeesTheServer = noClasses()
            .that()
            .resideOutsideOfPackage("io.foreflow.forecaster.broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..", "org.apache.kafka.raft..");

    @ArchTest
    static final ArchRule theCoreHasNoClock = noClasses()
            .that()
            .resideInAnyPackage(MODELS, "io.foreflow.windowing.core..", TRAINING, TUTORIALS)
            .should()
            .callMethodWhere(new DescribedPredicate<JavaCall<?>>("it reads a clock") {
                @Override
                public boolean test(JavaCall<?> call) {
                    String name = call.getTarget().getName();
                    return CLOCKS.stream()
                                    .anyMatch(
                                            clock -> call.getTarget().getOwner().isEquivalentTo(clock))
                            && (name.equals("now") || name.equals("currentTimeMillis") || name.startsWith("system"));
                }
            });

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.foreflow.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule longConstructorsHaveABuilder = constructors()
            .that(new DescribedPredicate<JavaConstructor>("have more than eight parameters") {
                @Override
                public boolean test(JavaConstructor constructor) {
                    return constructor.getRawParameterTypes().size() > MOST_PARAMETERS
                            && !constructor.getOwner().getSimpleName().endsWith(BUILDER);
                }
            })
            .should(new ArchCondition<JavaConstructor>("belong to a record with a builder") {
                @Override
                public void check(JavaConstructor constructor, ConditionEvents events) {
                    JavaClass owner = constructor.getOwner();
                    boolean built = owner.isRecord()
                            && constructor.getAccessesToSelf().stream()
                                    .allMatch(access ->
                                            access.getOriginOwner().getName().startsWith(builderOf(owner)));
                    events.add(new SimpleConditionEvent(
                            constructor,
                            built,
                            constructor.getDescription() + " is called without " + builderOf(owner)));
                }
            });

    private static String builderOf(JavaClass type) {
        return type.getName().replace("$", "") + BUILDER;
    }

    @ArchTest
    static final ArchRule everyClassIsInARoom = classes()
            .should()
            .resideInAnyPackage(MODELS, INGEST, WINDOWING, TRAINING, TUTORIALS, FORECASTER, BENCHMARKS);
}
