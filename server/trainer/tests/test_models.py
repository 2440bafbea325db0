import torch

from trainer.models.imagenet_lite0 import LITE0_TRUNK, imagenet_lite0, imagenet_lite0_state

# Logits of the weights' own network (package efficientnet-lite-pytorch 0.1.0) for the picture below.
PEER_LOGITS = [1.27371, 1.92079, -0.21201, -1.97562, -1.81722, -0.76522, -1.76121, -1.25163]
PEER_BEST = 906
PEER_NORM = 43.70293


def waves() -> torch.Tensor:
    """[1, 3, 224, 224]: a picture that any version of torch computes alike."""
    y, x = torch.meshgrid(torch.arange(224.0), torch.arange(224.0), indexing="ij")
    return torch.stack([torch.sin(x / 9) + torch.cos(y / 7), torch.sin((x + y) / 11), torch.cos(x * y / 900)])[None]


def test_logits_equal_those_of_the_network_that_the_weights_come_from() -> None:
    import timm

    network = timm.create_model(LITE0_TRUNK, pretrained=False).eval()
    network.load_state_dict(imagenet_lite0_state())
    with torch.no_grad():
        logits = network(waves())[0]
    torch.testing.assert_close(logits[:8], torch.tensor(PEER_LOGITS), atol=2e-3, rtol=1e-3)
    assert int(logits.argmax()) == PEER_BEST
    assert abs(float(logits.norm()) - PEER_NORM) < 0.02


def test_the_embedding_network_pools_its_feature_map() -> None:
    with torch.no_grad():
        embedding, feature_map = imagenet_lite0(3.0)(waves())
    assert feature_map.shape == (1, 1280, 7, 7)
    torch.testing.assert_close(embedding, feature_map.clamp(min=1e-6).pow(3).mean(dim=(2, 3)).pow(1 / 3))
