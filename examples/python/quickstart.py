"""A network with batch normalization on real digits, in a dozen lines."""

import normkit
from normkit import layers

(x_train, y_train), (x_test, y_test) = normkit.datasets.digits.load_data()

model = normkit.Sequential(
    [
        normkit.Input((8, 8)),
        layers.Flatten(),
        layers.Dense(64, use_bias=False),
        layers.BatchNormalization(momentum=0.9),
        layers.Activation("relu"),
        layers.Dense(10),
    ]
)
model.compile(
    optimizer=normkit.optimizers.SGD(learning_rate=0.1, momentum=0.9),
    loss=normkit.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(x_train / 16, y_train, batch_size=60, epochs=10, verbose=0)
loss, accuracy = model.evaluate(x_test / 16, y_test)
print("test accuracy", round(accuracy, 3))
model.save("digits.safetensors")
